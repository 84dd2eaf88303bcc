// Pages of other origins, in a real browser in which somebody is signed in, try everything that a form can do: by forms, in windows and
// in frames, by scripts, images and beacons. One page is of another site; the other of the same host and another port, for which
// browsers do send the cookie.
//
// Reads from the environment: LOOSELEAF_URL; LOOSELEAF_CERTIFICATE, the file of the server's certificate; LOOSELEAF_PERSON and
// LOOSELEAF_PASSWORD; LOOSELEAF_CALLS, an array of [method, path, fields], where the fields
// are those of the form that only somebody who was shown it could know; LOOSELEAF_CONSENT, the path of a page that asks somebody to let an app
// in. Ends with an exception at the first thing that is not as it should be; what was changed, the caller looks up.
"use strict";

const assert = require("node:assert/strict");
const chromium = require("./chromium");
const { step } = require("./story");

const { LOOSELEAF_URL: url, LOOSELEAF_PERSON: person, LOOSELEAF_PASSWORD: password, LOOSELEAF_CONSENT: consent } = process.env;
const calls = JSON.parse(process.env.LOOSELEAF_CALLS);
const elsewhere = ["https://elsewhere.example/", "https://localhost:44444/"];

// What the forms bring that change something, where a call has nothing better.
const fields = {
  name: "mallory", password: "mallory mallory mallory", again: "mallory mallory mallory", new: "mallory mallory mallory", old: password,
  to: "/account", answer: "yes", code: "AAAA-AAAA", token: "0".repeat(64), user: person, person, member: person, group: "Team", role: "owner",
  app: "victim", id: "victim", redirect: "https://elsewhere.example/", url: "https://elsewhere.example/", administrator: "yes", notebooks: "delete",
};

/** Runs in the page elsewhere: tries one call in every way that ends by itself, and says how many went through. */
const attack = async (url, [method, path], fields) => {
  const body = new URLSearchParams(fields).toString();
  const type = { "Content-Type": "application/x-www-form-urlencoded" };
  const read = [];
  const seen = (how) => (response) => response.type !== "opaque" && read.push(`${how} ${response.status}`);
  const fetched = (how, more) => fetch(url + path, { method, ...more }).then(seen(how), () => {});
  const loaded = (element) => new Promise((resolve) => { element.onload = element.onerror = resolve; setTimeout(resolve, 5_000); document.body.append(element); });
  const made = (name, members) => Object.assign(document.createElement(name), members);
  const form = (target, enctype) => {
    const form = made("form", { method, action: url + path, target, enctype });
    Object.entries(fields).forEach(([name, value]) => form.append(made("input", { name, value })));
    document.body.append(form);
    form.submit();
  };
  const frame = made("iframe", { name: "frame" });
  const inFrame = loaded(frame).then(() => new Promise((resolve) => { frame.onload = resolve; setTimeout(resolve, 2_000); form("frame", "application/x-www-form-urlencoded"); }));
  await Promise.all([
    fetched("fetch with cookies", { credentials: "include", headers: type, body }),
    fetched("fetch without being asked", { credentials: "include", mode: "no-cors", headers: type, body }),
    fetched("fetch as text", { credentials: "include", mode: "no-cors", body: body }),
    fetched("fetch as parts", { credentials: "include", mode: "no-cors", body: (() => { const data = new FormData(); Object.entries(fields).forEach(([name, value]) => data.append(name, value)); return data; })() }),
    fetched("fetch as json", { credentials: "include", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields) }),
    fetch(`${url}${path}?${body}`, { credentials: "include" }).then(seen("get"), () => {}),
    loaded(made("img", { src: `${url}${path}?${body}` })),
    loaded(made("iframe", { src: `${url}${path}?${body}` })),
    inFrame,
    navigator.sendBeacon(url + path, new Blob([body], { type: "application/x-www-form-urlencoded" })),
  ]);
  document.body.replaceChildren();
  return read;
};

async function main(browser) {
  const tab = await browser.open();
  step("somebody signs in");
  await tab.go(`${url}/sign-in?to=/account`);
  await tab.until("document.activeElement.name === 'name'");
  await tab.type(person);
  await tab.press("Tab");
  await tab.type(password);
  await tab.press("Enter");
  await tab.until("location.pathname === '/account'");
  const { cookies } = await tab.call("Network.getCookies", { urls: [`${url}/`] });
  const [cookie] = cookies.filter(({ name }) => name === "__Host-looseleaf");
  assert.ok(cookie.secure && cookie.httpOnly && cookie.sameSite === "Lax" && cookie.path === "/", JSON.stringify(cookie));
  assert.equal(await tab.evaluate("document.cookie"), "");

  for (const origin of elsewhere) {
    const page = await browser.open(Object.fromEntries(elsewhere.map((origin) => [origin, ["text/html", "<!DOCTYPE html><title>Elsewhere</title><body>"]])));
    for (const call of calls) {
      const [method, path, known] = call;
      const form = { ...fields, ...known };
      step(`${origin} tries ${method} ${path}`);
      await page.go(origin);
      await page.until(`location.href === "${origin}" && document.title === "Elsewhere"`);
      const read = await page.evaluate(`(${attack})(${JSON.stringify(url)}, ${JSON.stringify(call)}, ${JSON.stringify(form)})`);
      assert.ok(read.every((answer) => /^fetch as json|4\d\d$|^get 200$/.test(answer)), JSON.stringify(read));
      // In a window of its own, with everything that a window has.
      await page.go(origin);
      await page.until(`location.href === "${origin}" && document.title === "Elsewhere"`);
      const shown = JSON.stringify(Object.entries(form));
      await page.evaluate(`{
        const form = document.createElement("form");
        Object.assign(form, { method: ${JSON.stringify(method)}, action: ${JSON.stringify(url + path)} });
        ${shown}.forEach(([name, value]) => form.append(Object.assign(document.createElement("input"), { name, value })));
        document.body.append(form);
        form.submit();
      }`);
      await page.until(`location.href !== "${origin}"`);
    }

    step(`${origin} shows the page that lets apps in, in a frame`);
    await page.go(origin);
    await page.until(`location.href === "${origin}" && document.title === "Elsewhere"`);
    for (const path of [consent, "/account", "/admin", "/sign-in", "/device"]) {
      await page.evaluate(`new Promise((resolve) => {
        const frame = Object.assign(document.createElement("iframe"), { src: ${JSON.stringify(url)} + ${JSON.stringify(path)}, onload: resolve });
        document.body.replaceChildren(frame);
      })`);
      // What may stand in no frame, browsers show a page of their own for. Frames of other sites are in processes of their own.
      const shown = [];
      const { targetInfos } = await browser.call("Target.getTargets");
      for (const { targetId } of targetInfos.filter(({ type }) => type === "iframe")) {
        const { sessionId } = await browser.call("Target.attachToTarget", { targetId, flatten: true });
        const { result } = await browser.call("Runtime.evaluate", { expression: "location.href" }, sessionId);
        shown.push(result.value);
      }
      const { frameTree } = await page.call("Page.getFrameTree");
      shown.push(...(frameTree.childFrames ?? []).map(({ frame }) => frame.url));
      assert.ok(shown.length > 0 && shown.every((url) => url.startsWith("chrome-error:")), `${path} shows ${shown}`);
    }
  }

  step("they are signed in still");
  await tab.go(`${url}/account`);
  await tab.until(`document.body.innerText.includes(${JSON.stringify(person)}) && location.pathname === "/account"`);

  step("the same, from the server's own page, works");
  await tab.click("Sign out of all others");
  await tab.until("document.querySelector('[role=status]')");
}

async function told() {
  const browser = await chromium.start(process.env.LOOSELEAF_CERTIFICATE);
  try {
    await main(browser);
  } finally {
    await browser.stop();
  }
}

told().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
