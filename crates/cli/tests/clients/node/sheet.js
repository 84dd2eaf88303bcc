// The page on which one writes, in a tab of a real browser: its frame, what it sends, and what it says about saving.
"use strict";

const { setTimeout } = require("node:timers/promises");

/** Opens a page for writing in a tab of its own. `page` is the path of the page. */
exports.open = async (browser, url, page, size = [1280, 800]) => {
  const tab = await browser.open();
  const [width, height] = size;
  await tab.call("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 500 });
  await tab.call("Network.enable", { maxPostDataSize: 1 << 20 });
  await tab.call("Page.bringToFront");
  await tab.go(`${url}${page}/edit`);
  const sheet = new Sheet(browser, tab, page);
  await sheet.ready();
  return sheet;
};

/** Takes over a tab in which somebody came to write. */
exports.attach = async (browser, tab) => {
  const sheet = new Sheet(browser, tab, await tab.evaluate(`location.pathname.replace(/\\/edit$/, "")`));
  await sheet.ready();
  return sheet;
};

class Sheet {
  constructor(browser, tab, page) {
    Object.assign(this, { browser, tab, page });
  }

  /** Waits until somebody can write, also after the page was loaded anew. */
  async ready() {
    await this.tab.until(`document.querySelector("main.write")?.dataset.state`);
    this.frame = await this.browser.frame(this.tab, "/sheet");
    await this.frame.until(`document.querySelector(".area[contenteditable=true]")`);
    // What is fetched to be saved is noted, in the page itself: parts of files are not in what the protocol tells.
    await this.tab.evaluate(`(() => {
      if (window.sent) return;
      window.sent = [];
      const real = window.fetch;
      window.fetch = async (to, request) => {
        const body = request?.body;
        if (body) {
          const form = body instanceof FormData ? [...body] : [];
          const message = form.length ? await form.find(([name]) => name === "edit")[1].text() : body;
          sent.push({ message: JSON.parse(message), files: form.filter(([name]) => name !== "edit").map(([name, { size, type }]) => ({ name, size, type })) });
        }
        return real(to, request);
      };
    })()`);
  }

  state() {
    return this.tab.evaluate(`document.querySelector("main.write").dataset.state`);
  }

  /** Waits until it says this about saving. */
  async is(state) {
    await setTimeout(150);
    await this.tab.until(`document.querySelector("main.write").dataset.state === ${JSON.stringify(state)}`);
  }

  saved() {
    return this.is("saved");
  }

  /** Returns what was sent so far. */
  sent() {
    return this.tab.evaluate("window.sent");
  }

  /** Returns the new HTML of what was sent last. */
  async written() {
    const sent = await this.sent();
    return sent.at(-1).message.areas.flatMap(({ blocks }) => blocks).filter(({ html }) => html).map(({ html }) => html);
  }

  async write(text) {
    for (const key of text) await this.tab.press(key === "\n" ? "Enter" : key);
  }

  /** Puts the caret at the end of what a selector finds, or at its start. */
  async caret(selector, atStart = false) {
    await this.tab.call("Page.bringToFront");
    await this.tab.evaluate(`document.querySelector(".write iframe").focus()`);
    await this.frame.evaluate(`(() => {
      const found = document.querySelector(${JSON.stringify(selector)});
      const walker = document.createTreeWalker(found, NodeFilter.SHOW_TEXT);
      let text = null;
      while (walker.nextNode() && (!${atStart} || !text)) text = walker.currentNode;
      found.scrollIntoView({ block: "center" });
      found.closest(".area").focus();
      getSelection().collapse(text ?? found, text && !${atStart} ? text.length : 0);
    })()`);
    await setTimeout(50);
  }

  /** Clicks a button of the toolbar or of one of its menus, and waits until that was done in the frame. */
  async press(label) {
    const place = `(() => {
      const is = (button) => button.ariaLabel === ${JSON.stringify(label)} || button.querySelector("span")?.textContent === ${JSON.stringify(label)} || button.textContent === ${JSON.stringify(label)};
      const found = [...document.querySelectorAll("button")].find((button) => is(button) && button.getClientRects().length);
      found?.scrollIntoView({ block: "nearest", inline: "center" });
      const box = found?.getBoundingClientRect();
      return box && [box.x + box.width / 2, box.y + box.height / 2];
    })()`;
    await this.tab.until(place);
    // A tab that has come to the front just now takes no clicks before it was drawn.
    await this.tab.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
    const [x, y] = await this.tab.until(place);
    await this.tab.clickAt(x, y);
    await setTimeout(150);
  }

  /** Clicks in the frame, at a place beside where what a selector finds begins. */
  async click(selector, right, down) {
    const [x, y] = await this.frame.evaluate(`(() => { const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return [box.x, box.y]; })()`);
    await this.clickAt(x + right, y + down);
  }

  async clickAt(x, y) {
    const [left, top] = await this.tab.evaluate(`(() => { const box = document.querySelector(".write iframe").getBoundingClientRect(); return [box.x, box.y]; })()`);
    await this.tab.clickAt(left + x, top + y);
    await setTimeout(50);
  }

  /** Pastes as the browser would: `put` is code that fills `data`, a DataTransfer. */
  paste(put) {
    return this.frame.evaluate(`(async () => {
      const data = new DataTransfer();
      await (${put})(data);
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    })()`);
  }

  /** Cuts the tab off from the network, or lets it back. */
  async online(is) {
    await this.tab.call("Network.emulateNetworkConditions", { offline: !is, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  }

  html(selector = "[data-area=flow]") {
    return this.frame.evaluate(`document.querySelector(${JSON.stringify(selector)}).innerHTML`);
  }

  close() {
    return this.tab.call("Page.close").catch(() => {});
  }
}
