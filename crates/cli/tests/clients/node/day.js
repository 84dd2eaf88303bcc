// The first day of somebody who was shown the demo and has read nothing: from signing in to a page with a picture, a copy, a search,
// and something shared and taken back. By what stands on the pages alone.
//
// Reads from the environment: LOOSELEAF_URL; LOOSELEAF_PERSON, LOOSELEAF_GUEST and LOOSELEAF_PASSWORD of both. Ends with an exception at
// the first thing that is not as it should be. With LOOSELEAF_PICTURES, a folder, it leaves pictures of what it saw there.
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { setTimeout } = require("node:timers/promises");
const chromium = require("./chromium");
const { attach } = require("./sheet");
const { step } = require("./story");

const { LOOSELEAF_URL: url, LOOSELEAF_PERSON: person, LOOSELEAF_GUEST: guest, LOOSELEAF_PASSWORD: password, LOOSELEAF_PICTURES: pictures } = process.env;

const WORD = "marmots";

class Day {
  constructor(browser, tab) {
    Object.assign(this, { browser, tab });
  }

  async picture(name) {
    if (!pictures) return;
    await setTimeout(300);
    const { data } = await this.tab.call("Page.captureScreenshot", { format: "png" });
    fs.writeFileSync(path.join(pictures, `${name}.png`), Buffer.from(data, "base64"));
  }

  /** Clicks on what says this: in a dialog, if one is open. */
  async press(words, within = "document.querySelector('dialog[open]') ?? document") {
    const place = `(() => {
      const says = (it) => (it.ariaLabel ?? it.innerText ?? "").trim().startsWith(${JSON.stringify(words)});
      const all = [...(${within}).querySelectorAll("a, button, summary, label")];
      const it = all.find((it) => says(it) && it.getClientRects().length);
      it?.scrollIntoView({ block: "center" });
      const box = it?.getBoundingClientRect();
      return box && [box.x + Math.min(40, box.width / 2), box.y + Math.min(16, box.height / 2)];
    })()`;
    await this.tab.until(place);
    await this.tab.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
    const [x, y] = await this.tab.until(place);
    await this.tab.clickAt(x, y);
  }

  says(words) {
    return this.tab.until(`document.body.innerText.includes(${JSON.stringify(words)})`);
  }

  at(path) {
    return this.tab.until(`location.pathname.startsWith(${JSON.stringify(path)}) && !document.querySelector("dialog[open]")`);
  }

  async field(name, text) {
    await this.tab.until(`(() => { const it = (document.querySelector("dialog[open]") ?? document).querySelector("[name=${name}]"); it?.focus(); return it; })()`);
    await this.tab.type(text);
  }

  async signIn(name) {
    await this.tab.go(`${url}/notebooks`);
    await this.field("name", name);
    await this.tab.press("Tab");
    await this.tab.type(password);
    await this.tab.press("Enter");
    await this.at("/notebooks");
  }

  async isNamed(words, name) {
    await this.press(words);
    await this.field("name", name);
    await this.tab.press("Enter");
  }
}

async function main(browser) {
  const tab = await browser.open();
  await tab.call("Emulation.setDeviceMetricsOverride", { width: 1280, height: 800, deviceScaleFactor: 1, mobile: false });
  await tab.call("Page.bringToFront");
  const day = new Day(browser, tab);

  step("somebody signs in, and sees the handbook");
  await day.signIn(person);
  await day.says("Looseleaf handbook");
  await day.picture("shelves");

  step("they make a notebook, a section and a page");
  await day.isNamed("New notebook", "Trips");
  await day.at("/notebooks/");
  await day.says("There are no sections in it yet.");
  await day.picture("empty");
  await day.press("New section");
  await day.field("name", "Alps");
  await tab.press("Enter");
  await day.at("/sections/");
  await day.press("New page");
  await tab.until(`/\\/pages\\/.*\\/edit$/.test(location.pathname)`);

  step("they write on it, and put a picture there");
  const sheet = await attach(browser, tab);
  await tab.until(`document.activeElement.className === "title"`);
  await sheet.write("Rotwand\n");
  await setTimeout(100);
  await sheet.write(`We saw three ${WORD}.\n`);
  await sheet.paste(`async (data) => {
    const canvas = new OffscreenCanvas(240, 120);
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#8ac";
    paper.fillRect(0, 0, 240, 120);
    data.items.add(new File([await canvas.convertToBlob()], "sky.png", { type: "image/png" }));
  }`);
  await setTimeout(200);
  await sheet.saved();
  await day.picture("written");
  await day.press("Done");
  await tab.until(`location.pathname.startsWith("/pages/") && !location.pathname.endsWith("/edit") && document.querySelector("main iframe")`);
  const shown = await browser.frame(tab, "/content");
  await shown.until(`document.body.innerText.includes(${JSON.stringify(WORD)}) && document.querySelector("img")?.naturalWidth === 240`);
  await day.picture("read");

  step("they copy the notebook, and are led to the copy");
  await day.press("More about Trips");
  await day.press("Copy to");
  await day.field("name", "Trips with grandmother");
  await day.picture("copying");
  await day.press("Copy");
  await day.says("This is the copy.");
  await day.says("Trips with grandmother");
  const copy = await tab.evaluate("location.pathname");
  await day.picture("copy");

  step("they copy a large one, and undo that");
  await day.press("Looseleaf");
  await day.says("A large notebook");
  await day.press("A large notebook");
  await day.at("/notebooks/");
  await day.press("More about A large notebook");
  await day.press("Copy to");
  await day.press("Copy");
  await day.says("This is the copy.");
  await day.press("Undo");
  await day.press("Delete");
  await day.says("It is in the recycle bin.");

  step("they find a word in the copy");
  await tab.evaluate(`document.querySelector("header [name=q]").focus()`);
  await tab.type(WORD);
  await tab.press("Enter");
  await tab.until(`document.querySelectorAll("#hits a").length === 2`);
  await day.picture("found");
  const found = await tab.evaluate(`[...document.querySelectorAll("#hits a")].find((hit) => hit.innerText.includes("grandmother"))?.innerText ?? ""`);
  assert.ok(found.includes(WORD), found);

  step("they share the copy with somebody, who finds it");
  await tab.go(`${url}${copy}`);
  await day.press("More about Trips with grandmother");
  await day.press("Share");
  await day.field("who", guest);
  await tab.press("Enter");
  await day.says("Shared.");
  await day.picture("shared");
  const other = await browser.open();
  await other.call("Network.clearBrowserCookies");
  await other.call("Page.bringToFront");
  const theirs = new Day(browser, other);
  await theirs.signIn(guest);
  await theirs.says("Trips with grandmother");
  await theirs.press("Trips with grandmother");
  await theirs.at("/notebooks/");
  assert.equal(await other.evaluate(`document.body.innerText.includes("New section")`), false);
  await other.call("Network.clearBrowserCookies");
  await other.call("Page.close").catch(() => {});

  step("they take both back");
  await tab.call("Page.bringToFront");
  await day.signIn(person);
  await tab.go(`${url}${copy}`);
  await day.press("More about Trips with grandmother");
  await day.press("Share");
  await day.press("Stop sharing with");
  await day.says("It is not shared so any more.");
  await tab.go(`${url}${copy}`);
  await day.press("More about Trips with grandmother");
  await day.press("Delete");
  await day.press("Delete");
  await day.says("It is in the recycle bin.");
  assert.equal(await tab.evaluate(`document.querySelector(".books").innerText.includes("grandmother")`), false);
}

chromium.start().then(async (browser) => {
  try {
    await main(browser);
  } finally {
    await browser.stop();
  }
}).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
