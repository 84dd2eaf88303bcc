// Chromium without a screen, told what to do as a person would: by keys and by clicks. Its debugging protocol comes over a
// pipe, so that nothing but this program can speak to it. Source: "Chrome DevTools Protocol".
"use strict";

const { spawn } = require("node:child_process");
const { X509Certificate, createHash } = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { setTimeout } = require("node:timers/promises");

// The longest that a page may take, in milliseconds: far more than it does, on a machine that does other things too.
const PATIENCE = 60_000;

// As keyboards number their keys. Source: "UI Events", section 7.2, legacy key attributes.
const CODES = { Backspace: 8, Tab: 9, Enter: 13, Escape: 27, End: 35, Home: 36, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40, Delete: 46, F10: 121 };

// As the protocol counts them together.
const MODIFIERS = { Alt: 1, Control: 2, Meta: 4, Shift: 8 };

const keyOf = (certificate) => {
  const key = new X509Certificate(fs.readFileSync(certificate)).publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(key).digest("base64");
};

/** Starts one with a profile of its own, which trusts the server that has this certificate, if it has one, and reaches nothing but this
 * machine. */
exports.start = async (certificate) => {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "chromium-"));
  const flags = [
    "--headless=new",
    "--remote-debugging-pipe",
    `--user-data-dir=${profile}`,
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--no-proxy-server",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    // Pages of the web may not reach this machine unless the person says so, and nobody is here to be asked.
    "--disable-features=LocalNetworkAccessChecks",
  ];
  if (certificate) {
    flags.push(`--ignore-certificate-errors-spki-list=${keyOf(certificate)}`);
  }
  if (process.getuid?.() === 0) {
    flags.push("--no-sandbox");
  }
  const child = spawn("chromium", flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const chromium = new Chromium(child, profile);
  await chromium.call("Browser.getVersion");
  return chromium;
};

class Chromium {
  constructor(child, profile) {
    this.child = child;
    this.profile = profile;
    this.asked = new Map();
    this.heard = [];
    this.last = 0;
    let rest = "";
    child.stdio[4].setEncoding("utf8").on("data", (text) => {
      const messages = (rest + text).split("\0");
      rest = messages.pop();
      messages.forEach((message) => this.hear(JSON.parse(message)));
    });
    const gone = () => this.asked.forEach(({ reject }) => reject(new Error("Chromium is gone")));
    child.on("exit", gone).on("error", gone);
  }

  hear(message) {
    const asked = this.asked.get(message.id);
    this.asked.delete(message.id);
    if (message.error) {
      asked?.reject(new Error(message.error.message));
    } else if (asked) {
      asked.resolve(message.result);
    } else {
      this.heard.forEach((listener) => listener(message));
    }
  }

  call(method, params = {}, sessionId = undefined) {
    const id = ++this.last;
    this.child.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + "\0");
    return new Promise((resolve, reject) => this.asked.set(id, { resolve, reject }));
  }

  /** Opens a tab. `pages` are those of apps, by their addresses: the apps are nowhere but here. */
  async open(pages = {}) {
    const { targetId } = await this.call("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.call("Target.attachToTarget", { targetId, flatten: true });
    const tab = new Tab((method, params) => this.call(method, params, sessionId));
    this.heard.push(({ method, params, sessionId: from }) => {
      if (from === sessionId && method === "Fetch.requestPaused") {
        const [type, body] = pages[params.request.url.split(/[?#]/)[0]];
        const responseHeaders = [{ name: "Content-Type", value: `${type}; charset=utf-8` }];
        const answer = { requestId: params.requestId, responseCode: 200, responseHeaders, body: Buffer.from(body).toString("base64") };
        tab.call("Fetch.fulfillRequest", answer).catch(() => {});
      }
    });
    const patterns = Object.keys(pages).flatMap((urlPattern) => [{ urlPattern }, { urlPattern: `${urlPattern}[?]*` }]);
    if (patterns.length > 0) {
      await tab.call("Fetch.enable", { patterns });
    }
    await tab.call("Page.enable");
    return tab;
  }

  /** Goes into the frame of a tab whose address has this in it, which may have a process of its own, and runs what is asked in there. */
  async frame(tab, part) {
    const { frameTree } = await tab.call("Page.getFrameTree");
    for (const end = Date.now() + PATIENCE; Date.now() < end; await setTimeout(20)) {
      const { targetInfos } = await this.call("Target.getTargets", { filter: [{}] });
      const found = targetInfos.find(({ type, url, parentFrameId }) => type === "iframe" && url.includes(part) && parentFrameId === frameTree.frame.id);
      if (!found) continue;
      const { sessionId } = await this.call("Target.attachToTarget", { targetId: found.targetId, flatten: true });
      return new Tab((method, params) => this.call(method, params, sessionId));
    }
    throw new Error(`no frame with ${part}`);
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.on("exit", resolve));
    await this.call("Browser.close").catch(() => this.child.kill());
    await ended;
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Tab {
  constructor(call) {
    this.call = call;
  }

  go(url) {
    return this.call("Page.navigate", { url });
  }

  /** Evaluates an expression in the page. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.call("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  /** Waits until an expression is true in the page that is there then, and returns its value. */
  async until(expression) {
    const end = Date.now() + PATIENCE;
    while (Date.now() < end) {
      const ready = `document.readyState === "complete" && (${expression})`;
      // While one page takes the other's place, there is nothing to ask.
      const value = await this.evaluate(ready).catch(() => false);
      if (value) {
        return value;
      }
      await setTimeout(20);
    }
    const shown = await this.evaluate("location.href + '\\n' + document.body?.innerText").catch((error) => error.message);
    throw new Error(`${expression} does not come true at ${shown}`);
  }

  async type(text) {
    await this.call("Input.insertText", { text });
  }

  /** Presses a key. `held` names what is held down meanwhile, such as "Control+Shift". */
  async press(key, held = "") {
    const modifiers = held.split("+").reduce((sum, name) => sum + (MODIFIERS[name] ?? 0), 0);
    const text = modifiers & ~MODIFIERS.Shift ? undefined : key === "Enter" ? "\r" : key.length === 1 ? key : undefined;
    const code = /^\d$/.test(key) ? `Digit${key}` : /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key;
    const event = { key, code, windowsVirtualKeyCode: CODES[key] ?? (/^[a-z\d]$/i.test(key) ? key.toUpperCase().charCodeAt(0) : 0), modifiers };
    await this.call("Input.dispatchKeyEvent", { type: text ? "keyDown" : "rawKeyDown", text, ...event });
    await this.call("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  /** Clicks at a place of the window. */
  async clickAt(x, y) {
    for (const type of ["mousePressed", "mouseReleased"]) {
      await this.call("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
    }
  }

  /** Clicks where a button with these words lies, wherever on the page that is. */
  async click(words) {
    const find = `[...document.querySelectorAll("button")].find((button) => button.innerText === ${JSON.stringify(words)})`;
    const { x, y } = await this.until(
      `(() => { const it = ${find}; it?.scrollIntoView({ block: "center" }); const box = it?.getBoundingClientRect(); return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 }; })()`,
    );
    await this.clickAt(x, y);
  }
}
