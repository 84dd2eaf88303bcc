// The pages for who runs the server, in a real browser: by keys and clicks, by day and by night, on a screen and on a phone.
//
// Reads from the environment: LOOSELEAF_URL; LOOSELEAF_CERTIFICATE, the file of the server's certificate; LOOSELEAF_PERSON and
// LOOSELEAF_PASSWORD, of an administrator. With LOOSELEAF_PICTURES, a folder, it leaves pictures of the pages there.
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const chromium = require("./chromium");
const { step } = require("./story");

const { LOOSELEAF_URL: url, LOOSELEAF_PERSON: person, LOOSELEAF_PASSWORD: password, LOOSELEAF_PICTURES: pictures } = process.env;

// What has to hold for every page, in words if it does not.
const CHECKS = `(() => {
  const wrong = [];
  const shown = (it) => it.outerHTML.slice(0, 120);
  for (const it of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (it.labels.length === 0) wrong.push("no label: " + shown(it));
  }
  for (const it of document.querySelectorAll("button, a")) {
    if (!(it.getAttribute("aria-label") ?? it.innerText).trim()) wrong.push("no name: " + shown(it));
  }
  for (const it of document.querySelectorAll("th")) {
    if (!it.scope) wrong.push("no scope: " + shown(it));
  }
  for (const it of document.querySelectorAll("[aria-labelledby], [aria-describedby]")) {
    const ids = (it.getAttribute("aria-labelledby") ?? it.getAttribute("aria-describedby")).split(" ");
    if (!ids.some((id) => document.getElementById(id))) wrong.push("nothing there: " + shown(it));
  }
  const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
  ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => wrong.push("twice: #" + id));
  if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
  let last = 1;
  for (const it of document.querySelectorAll("h1, h2, h3")) {
    if (Number(it.tagName[1]) > last + 1) wrong.push("a heading too deep: " + shown(it));
    last = Number(it.tagName[1]);
  }
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("wider than the screen: " + document.documentElement.scrollWidth);
  return wrong;
})()`;

async function main(browser) {
  const tab = await browser.open();
  const screen = (width, height, scheme) =>
    tab
      .call("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false })
      .then(() => tab.call("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] }));
  const look = async (name) => {
    for (const [kind, width, height, scheme] of [["day", 1280, 800, "light"], ["night", 1280, 800, "dark"], ["phone", 390, 844, "light"]]) {
      await screen(width, height, scheme);
      assert.deepEqual(await tab.evaluate(CHECKS), [], `${name}, by ${kind}`);
      if (pictures) {
        const { data } = await tab.call("Page.captureScreenshot", { format: "png", captureBeyondViewport: true });
        fs.writeFileSync(path.join(pictures, `${name}-${kind}.png`), Buffer.from(data, "base64"));
      }
    }
    await screen(1280, 800, "light");
  };
  const at = (words) => tab.until(`document.querySelector("h1")?.innerText === ${JSON.stringify(words)}`);
  const open = async (where, words) => {
    await tab.go(`${url}${where}`);
    await at(words);
  };
  const fill = async (field, text) => {
    await tab.evaluate(`(() => { const it = document.getElementById("${field}"); it.focus(); it.select?.(); })()`);
    await tab.type(text);
  };
  const follow = (words) =>
    tab.evaluate(`[...document.querySelectorAll("a")].find((it) => it.innerText.trim() === ${JSON.stringify(words)}).click()`);
  const signIn = async (name, secret) => {
    await tab.until("document.title.startsWith('Sign in') && document.activeElement.name === 'name'");
    await tab.type(name);
    await tab.press("Tab");
    await tab.type(secret);
    await tab.press("Enter");
  };

  step("somebody who runs the server signs in, by keys alone");
  await tab.go(`${url}/admin`);
  await signIn(person, password);
  await at("Administration");
  await look("overview");
  await tab.press("Tab");
  assert.equal(await tab.evaluate("document.activeElement.innerText"), "To the content");
  await tab.press("Enter");
  await tab.until("document.activeElement.id === 'content'");

  step("they add somebody, and get a field wrong");
  await open("/admin/people", "People");
  await fill("name", "Zoë <b>O'Neil<b>");
  await fill("quota", "much");
  await tab.press("Enter");
  await tab.until("document.title.startsWith('Not done') && document.activeElement.id === 'quota'");
  await look("wrong");
  await fill("quota", "0.5");
  await tab.press("Enter");
  await at("Zoë <b>O'Neil<b> is added");
  await look("secret");
  const secret = await tab.evaluate("[...document.querySelectorAll('code.secret')].pop().innerText");
  assert.match(secret, /^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);

  step("they look at them, suspend them, and let them in again");
  await follow("Go on");
  await at("Zoë <b>O'Neil<b>");
  await look("person");
  await fill("room", "0.25");
  await tab.press("Enter");
  await tab.until("document.body.innerText.includes('250.0 MB')");
  await tab.click("Suspend");
  await tab.until("document.querySelector('[role=status]')?.innerText.startsWith('Suspended')");
  await tab.click("Let in again");
  await tab.until("document.querySelector('[role=status]')?.innerText.startsWith('They are let in')");
  const zoe = await tab.evaluate("new URL(location).searchParams.get('id')");
  await open(`/admin/person/tokens?id=${zoe}`, "Apps and tokens of Zoë <b>O'Neil<b>");
  await look("tokens");

  step("groups, sites and apps");
  await open("/admin/groups", "Groups");
  await fill("name", "Physics");
  await fill("members", person);
  await tab.click("Add");
  await at("Physics");
  await fill("member", "Zoë <b>O'Neil<b>");
  await tab.press("Enter");
  await tab.until("document.querySelectorAll('tbody tr').length === 2");
  await look("group");
  await open("/admin/groups", "Groups");
  await look("groups");
  await open("/admin/sites", "Sites");
  await fill("url", "https://school.example/sites/physics");
  await tab.press("Enter");
  await at("https://school.example/sites/physics");
  await look("site");
  await open("/admin/sites", "Sites");
  await look("sites");
  await open("/admin/apps", "Apps");
  await fill("name", "Clipper");
  await fill("redirects", "https://app.example/a/rather/long/address/to/which/people/are/sent/back/afterwards");
  await tab.click("Register");
  await at("Clipper");
  await look("app");
  await open("/admin/apps", "Apps");
  await look("apps");
  await open("/admin/log", "Audit log");
  const row = "([...document.querySelectorAll('tr')].find((it) => it.innerText.includes('group member add'))?.innerText ?? '')";
  await tab.until(`${row}.includes('127.0.0.1') && ${row}.includes("Physics Zoë <b>O'Neil<b>")`);
  await look("log");

  step("a page elsewhere changes nothing");
  const elsewhere = await browser.open({
    "https://elsewhere.example/": [
      "text/html",
      `<form method="post" action="${url}/admin/people"><input name="name" value="mallory"><input name="none" value="yes"></form>
       <script>document.forms[0].submit()</script>`,
    ],
  });
  await elsewhere.go("https://elsewhere.example/");
  await elsewhere.until(`location.href.startsWith("${url}/sign-in")`);
  await tab.call("Page.bringToFront");
  await open("/admin/people?part=mallory", "People");
  assert.ok(await tab.evaluate("document.body.innerText.includes('Nobody is called like that')"));

  step("who runs nothing is told so");
  await tab.go(`${url}/sign-out`);
  await tab.click("Sign out");
  await tab.until("document.body.innerText.includes('You are signed out')");
  await tab.go(`${url}/admin`);
  await signIn("zoë <b>o'neil<b>", secret);
  await at("Not for you");
  await look("not-theirs");

  step("they are removed; what becomes of what is theirs is asked");
  await tab.go(`${url}/sign-out`);
  await tab.click("Sign out");
  await tab.until("document.body.innerText.includes('You are signed out')");
  await tab.go(`${url}/admin/person/remove?id=${zoe}`);
  await signIn(person, password);
  await at("Remove Zoë <b>O'Neil<b>?");
  await look("leaving");
  await fill("to", person);
  await tab.press("Enter");
  await tab.until("document.querySelector('[role=status]')?.innerText.startsWith('Removed')");
  await look("people");
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
