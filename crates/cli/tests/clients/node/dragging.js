// Somebody drags things to other places in a real browser, and drops files there from their machine: with a modifier, with a lost
// connection, with names that are taken, without scripts.
//
// Reads from the environment: LOOSELEAF_URL; LOOSELEAF_CERTIFICATE, the file of the server's certificate; LOOSELEAF_PERSON and
// LOOSELEAF_PASSWORD; LOOSELEAF_TOKEN of the same person, by which notebooks are made, who is in a group called Team. Words behind it choose stories. Ends with an
// exception at the first thing that is not as it should be. With LOOSELEAF_PICTURES, a folder, it leaves pictures of what it saw there.
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { setTimeout } = require("node:timers/promises");
const chromium = require("./chromium");
const { step } = require("./story");

const { LOOSELEAF_URL: url, LOOSELEAF_PERSON: person, LOOSELEAF_PASSWORD: password, LOOSELEAF_TOKEN: token, LOOSELEAF_PICTURES: pictures } = process.env;

const MODIFIERS = { Alt: 1, Control: 2 };

const quoted = JSON.stringify;

const call = async (path, body) => {
  const headers = { authorization: `Bearer ${token}`, "content-type": body.startsWith("{") ? "application/json" : "text/html" };
  const answer = await fetch(`${url}/v1.0/me/onenote/${path}`, { method: "POST", headers, body });
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await answer.json()).id;
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dropped-"));

/** Writes a file on this machine, and returns where it lies. */
const file = (name, bytes) => {
  fs.writeFileSync(path.join(folder, name), bytes);
  return path.join(folder, name);
};

class Desk {
  constructor(browser, tab) {
    Object.assign(this, { browser, tab });
    browser.heard.push(({ method, params }) => {
      if (method === "Input.dragIntercepted") this.carried = params.data;
      if (method === "Page.fileChooserOpened") this.chooser = params.backendNodeId;
      if (method === "Page.javascriptDialogOpening") tab.call("Page.handleJavaScriptDialog", { accept: true });
    });
  }

  async at(to) {
    await this.tab.go(`${url}${to}`);
    await this.tab.until(`location.pathname + location.search === ${quoted(to)}`);
  }

  where(found) {
    return this.tab.until(
      `(() => { const it = ${found}; it?.scrollIntoView({ block: "center" }); const box = it?.getBoundingClientRect(); return box && { x: box.x + Math.min(box.width / 2, 60), y: box.y + box.height / 2 }; })()`,
    );
  }

  /** Drags what one expression finds to what another does, with a key held down. */
  async drags(from, to, held) {
    const modifiers = MODIFIERS[held] ?? 0;
    await this.tab.call("Input.setInterceptDrags", { enabled: true });
    this.carried = null;
    const start = await this.where(from);
    await this.tab.call("Input.dispatchMouseEvent", { type: "mousePressed", button: "left", buttons: 1, clickCount: 1, ...start });
    for (const far of [4, 12, 24]) {
      await this.tab.call("Input.dispatchMouseEvent", { type: "mouseMoved", button: "left", buttons: 1, x: start.x + far, y: start.y + far });
    }
    for (const end = Date.now() + 10_000; !this.carried; await setTimeout(20)) assert.ok(Date.now() < end, `${from} is not dragged`);
    await this.drops(this.carried, to, modifiers);
    await this.tab.call("Input.dispatchMouseEvent", { type: "mouseReleased", button: "left", clickCount: 1, ...start });
    await this.tab.call("Input.setInterceptDrags", { enabled: false });
  }

  async drops(data, to, modifiers = 0) {
    const end = await this.where(to);
    for (const type of ["dragEnter", "dragOver"]) await this.tab.call("Input.dispatchDragEvent", { type, data, modifiers, ...end });
    await this.pictured("over");
    await this.tab.call("Input.dispatchDragEvent", { type: "drop", data, modifiers, ...end });
  }

  /** Drops files of this machine. */
  dropsFiles(files, to = `document.querySelector("main h1")`) {
    return this.drops({ items: [], files, dragOperationsMask: 1 }, to);
  }

  says(words) {
    return this.tab.until(`document.querySelector(".said").innerText.includes(${quoted(words)})`);
  }

  presses(words, within = "body") {
    return this.tab.evaluate(`[...document.querySelector(${quoted(within)}).querySelectorAll("button, a")].find((it) => it.innerText === ${quoted(words)}).click()`);
  }

  names() {
    return this.tab.evaluate(`[...document.querySelectorAll(".items bdi")].map((it) => it.innerText)`);
  }

  /** Waits until the list has these names. */
  lists(...names) {
    return this.tab.until(`${quoted(names)}.every((name) => [...document.querySelectorAll(".items bdi")].some((it) => it.innerText === name))`);
  }

  uploads() {
    return this.tab.evaluate(`document.querySelector(".uploads")?.innerText ?? ""`);
  }

  /** Makes a folder by the form that opens over the page, and opens it. */
  async makes(name) {
    await this.presses("New folder");
    await this.tab.until(`document.querySelector("dialog[open] input[name=name]")`);
    await this.tab.evaluate(`document.querySelector("dialog input[name=name]").focus()`);
    await this.tab.type(name);
    await this.tab.press("Enter");
    return this.tab.until(`document.querySelector("h1").innerText === ${quoted(name)} && location.pathname`);
  }

  async pictured(name) {
    if (!pictures) return;
    await setTimeout(250);
    const { data } = await this.tab.call("Page.captureScreenshot", { format: "png" });
    fs.writeFileSync(path.join(pictures, `${this.story}-${name}.png`), Buffer.from(data, "base64"));
  }

  /** Leaves pictures of a page as it looks to everybody. */
  async looks(name) {
    if (!pictures) return;
    for (const [how, width, height, scheme] of [["light", 1280, 800, "light"], ["dark", 1280, 800, "dark"], ["phone", 390, 800, "light"]]) {
      await this.tab.call("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 500 });
      await this.tab.call("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
      await this.pictured(`${name}-${how}`);
    }
    await this.tab.call("Emulation.setDeviceMetricsOverride", { width: 1280, height: 800, deviceScaleFactor: 1, mobile: false });
    await this.tab.call("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: "light" }] });
  }
}

const line = (name) => `[...document.querySelectorAll(".items tr")].find((it) => it.querySelector("bdi")?.innerText === ${quoted(name)})`;

/** Opens a folder of its own for a story. */
const inFolder = async (desk, name) => {
  await desk.at("/files");
  await desk.tab.evaluate(`document.querySelector(".drives a").click()`);
  await desk.tab.until(`document.querySelector("main[data-folder]")`);
  return desk.makes(`${name} ${Date.now()}`);
};

const STORIES = {
  async "files are dropped on a folder and come in fragments"(desk) {
    const here = await inFolder(desk, "Dropped");
    await desk.looks("empty");
    await desk.dropsFiles([file("notes.txt", "one"), file("long.bin", Buffer.alloc(20_000_000, 7)), file("none", "")]);
    await desk.lists("notes.txt", "long.bin", "none");
    assert.match(await desk.uploads(), /long\.bin\s+here/);
    assert.equal(await desk.tab.evaluate(`${line("long.bin")}.querySelector(".size").innerText`), "20 MB");
    // A name that is taken is asked about, once for all.
    await desk.presses("Close", ".uploads");
    await desk.dropsFiles([file("notes.txt", "two"), file("none", "x")]);
    await desk.tab.until(`document.querySelectorAll(".uploads .deeds input").length === 2`);
    await desk.looks("asked");
    await desk.tab.evaluate(`document.querySelector(".uploads .deeds input").click()`);
    await desk.presses("Keep both", ".uploads li");
    await desk.presses("Leave out", ".uploads li:last-child");
    await desk.lists("notes 1.txt");
    assert.match(await desk.uploads(), /left out/);
    // On a line that is a folder, they go into that.
    const inner = await desk.makes("Inner");
    await desk.at(here);
    await desk.dropsFiles([file("deep.txt", "deep")], line("Inner"));
    await desk.tab.until(`document.querySelector(".uploads")?.innerText.includes("here")`);
    assert.ok(!(await desk.names()).includes("deep.txt"));
    await desk.at(inner);
    await desk.lists("deep.txt");
    // By the button, too.
    await desk.tab.call("Page.setInterceptFileChooserDialog", { enabled: true });
    await desk.where(`document.querySelector("[data-upload]")`).then(({ x, y }) => desk.tab.clickAt(x, y));
    for (const end = Date.now() + 10_000; !desk.chooser; await setTimeout(20)) assert.ok(Date.now() < end, "nothing to choose from");
    await desk.tab.call("DOM.enable");
    await desk.tab.call("DOM.setFileInputFiles", { files: [file("a*b.txt", "x"), file("c.txt", "y")], backendNodeId: desk.chooser });
    await desk.lists("c.txt");
    assert.match(await desk.uploads(), /A name cannot have \* in it/);
  },

  async "a lost connection does not lose what came"(desk) {
    await inFolder(desk, "Lost");
    await desk.tab.call("Network.enable");
    const slow = { latency: 0, downloadThroughput: -1, uploadThroughput: 8_000_000 };
    await desk.tab.call("Network.emulateNetworkConditions", { offline: false, ...slow });
    await desk.dropsFiles([file("film.bin", Buffer.alloc(20_000_000, 3))]);
    await desk.tab.until(`document.querySelector(".uploads progress").value > 8_500_000`);
    await desk.tab.call("Network.emulateNetworkConditions", { offline: true, ...slow });
    await desk.tab.until(`document.querySelector(".uploads").innerText.includes("trying again")`);
    await desk.pictured("lost");
    await desk.tab.call("Network.emulateNetworkConditions", { offline: false, ...slow, uploadThroughput: -1 });
    await desk.lists("film.bin");
    assert.equal(await desk.tab.evaluate(`${line("film.bin")}.querySelector(".size").innerText`), "20 MB");
  },

  async "files and folders are dragged to folders"(desk) {
    const here = await inFolder(desk, "Dragged");
    const goal = await desk.makes("Goal");
    await desk.at(here);
    await desk.makes("Box");
    await desk.at(here);
    await desk.dropsFiles([file("a.txt", "a"), file("b.txt", "b")]);
    await desk.lists("a.txt", "b.txt", "Box", "Goal");
    await desk.presses("Close", ".uploads");
    await desk.looks("list");
    await desk.drags(line("a.txt"), line("Goal"));
    await desk.says("a.txt is in Goal now.");
    await desk.pictured("said");
    assert.deepEqual(await desk.names(), ["b.txt", "Box", "Goal"]);
    await desk.presses("Undo", ".said");
    await desk.says("It is back.");
    await desk.lists("a.txt");
    await desk.drags(line("b.txt"), line("Goal"), "Control");
    await desk.says("b.txt is copied to Goal.");
    await desk.drags(line("Box"), line("Goal"));
    await desk.says("Box is in Goal now.");
    await desk.at(goal);
    assert.deepEqual(await desk.names(), ["b.txt", "Box"]);
    // Back by a step of the way at the top; the name is taken there.
    await desk.drags(line("b.txt"), `[...document.querySelectorAll(".crumbs a")].at(-1)`);
    await desk.says("There is something called b.txt there already.");
    // A file goes into no file.
    await desk.drags(line("Box"), line("b.txt"));
    assert.deepEqual(await desk.names(), ["b.txt", "Box"]);
    await desk.drags(line("Box"), `[...document.querySelectorAll(".crumbs a")].at(-1)`, "Alt");
    await desk.says("Box is copied to Dragged");
    await desk.presses("Undo", ".said");
    await desk.says("The copy is gone.");
    // Several that are chosen go together.
    await desk.at(here);
    for (const name of ["a.txt", "b.txt"]) await desk.tab.evaluate(`${line(name)}.querySelector("input").click()`);
    await desk.pictured("chosen");
    await desk.drags(line("a.txt"), line("Goal"), "Control");
    await desk.says("2 things are being copied to Goal.");
    await desk.at(goal);
    await desk.lists("a.txt", "b 1.txt");
    for (const name of ["a.txt", "b 1.txt"]) await desk.tab.evaluate(`${line(name)}.querySelector("input").click()`);
    await desk.presses("Delete", ".some");
    await desk.tab.until(`document.querySelector("dialog[open]")?.innerText.includes("Delete 2 things?")`);
    await desk.pictured("delete");
    await desk.presses("Delete", "dialog");
    await desk.says("It is in the recycle bin.");
    assert.deepEqual(await desk.names(), ["b.txt", "Box"]);
    // Without a mouse, the menu does the same.
    await desk.tab.evaluate(`${line("Box")}.querySelector("summary").focus()`);
    await desk.tab.press("Enter");
    await desk.tab.press("Tab");
    await desk.tab.press("Tab");
    await desk.tab.press("Enter");
    await desk.tab.until(`document.querySelector("dialog[open] .choices")`);
    await desk.pictured("picker");
  },

  async "pages and sections are dragged in a notebook"(desk) {
    const book = await call("notebooks", quoted({ displayName: `Trip ${Date.now()}` }));
    const one = await call(`notebooks/${book}/sections`, quoted({ displayName: "One" }));
    await call(`notebooks/${book}/sections`, quoted({ displayName: "Two" }));
    await call(`notebooks/${book}/sectionGroups`, quoted({ displayName: "Group" }));
    await call(`sections/${one}/pages`, "<html><head><title>First</title></head><body><p>x</p></body></html>");
    const second = await call(`sections/${one}/pages`, "<html><head><title>Second</title></head><body><p>x</p></body></html>");
    const leaf = (name) => `[...document.querySelectorAll(".leaves li a")].find((it) => it.dataset.name === ${quoted(name)})`;
    const entry = (name) => `[...document.querySelectorAll(".tree [data-into]")].find((it) => it.innerText === ${quoted(name)})`;
    await desk.at(`/sections/${one}`);
    await desk.drags(leaf("First"), entry("Two"));
    await desk.says("First is in Two now.");
    await desk.pictured("page");
    assert.ok(!(await desk.tab.evaluate(`Boolean(${leaf("First")})`)));
    await desk.presses("Undo", ".said");
    await desk.says("It is back.");
    await desk.tab.until(leaf("First"));
    await desk.drags(leaf("First"), entry("Two"), "Alt");
    await desk.says("First is copied to Two.");
    // A page that is open goes along.
    await desk.at(`/pages/${second}`);
    await desk.drags(leaf("Second"), entry("Two"));
    await desk.tab.until(`document.querySelector(".leaves h2").innerText === "Two" && document.querySelector("h1").innerText === "Second"`);
    // A section goes into a group, and a page does not.
    await desk.drags(entry("One"), entry("Group"));
    await desk.says("One is in Group now.");
    assert.equal(await desk.tab.evaluate(`document.querySelector("h1").innerText`), "Second");
    await desk.at(`/notebooks/${book}`);
    await desk.drags(entry("Group"), `document.querySelector(".tree h2")`, "Control");
    await desk.says("Group is copied to Trip");
    await desk.tab.until(entry("Group 1"));
  },

  async "notebooks are dragged to those of a group"(desk) {
    const name = `Shared ${Date.now()}`;
    await call("notebooks", quoted({ displayName: name }));
    await desk.at("/notebooks");
    const shelf = (place) => `[...document.querySelectorAll("section[data-into]")].find((it) => it.dataset.name === ${quoted(place)})`;
    const mine = `[...${shelf("Yours")}.querySelectorAll(".books a")].find((it) => it.innerText.includes(${quoted(name)}))`;
    // Whose a notebook is stays as it is: it is copied.
    await desk.drags(mine, `${shelf("Team")}.querySelector("h2")`);
    await desk.says("is copied to Team.");
    await desk.pictured("copied");
    assert.equal(await desk.tab.evaluate(`[...document.querySelectorAll(".books strong")].filter((it) => it.innerText === ${quoted(name)}).length`), 2);
    await desk.presses("Undo", ".said");
    await desk.says("The copy is gone.");
    assert.equal(await desk.tab.evaluate(`[...document.querySelectorAll(".books strong")].filter((it) => it.innerText === ${quoted(name)}).length`), 1);
  },

  async "without scripts a form takes files"(desk) {
    const here = await inFolder(desk, "Plain");
    await desk.tab.call("Emulation.setScriptExecutionDisabled", { value: true });
    await desk.tab.go(`${url}${here}/upload`);
    await setTimeout(500);
    await desk.tab.call("DOM.enable");
    const node = async (selector) => {
      const { root } = await desk.tab.call("DOM.getDocument");
      return (await desk.tab.call("DOM.querySelector", { nodeId: root.nodeId, selector })).nodeId;
    };
    await desk.tab.call("DOM.setFileInputFiles", { files: [file("x.html", "<script>document.title = 'ran'</script>"), file("großes Bild.svg", "<svg/>")], nodeId: await node("input[type=file]") });
    await desk.pictured("form");
    const { model } = await desk.tab.call("DOM.getBoxModel", { nodeId: await node("form.ask button") });
    await desk.tab.clickAt((model.content[0] + model.content[4]) / 2, (model.content[1] + model.content[5]) / 2);
    await setTimeout(1_000);
    await desk.tab.call("Emulation.setScriptExecutionDisabled", { value: false });
    await desk.at(here);
    await desk.lists("x.html", "großes Bild.svg");
    // What was put there is saved and not shown.
    const of = await desk.tab.evaluate(`${line("x.html")}.dataset.of`);
    await desk.browser.call("Browser.setDownloadBehavior", { behavior: "deny" });
    await desk.tab.go(`${url}/files/${of}/content`).catch(() => {});
    await setTimeout(500);
    assert.equal(await desk.tab.evaluate(`location.pathname`), here);
    const { type, nosniff } = await desk.tab.evaluate(`fetch("/files/${of}/content").then(({ headers }) => ({ type: headers.get("content-type"), nosniff: headers.get("x-content-type-options") }))`);
    assert.deepEqual({ type, nosniff }, { type: "application/octet-stream", nosniff: "nosniff" });
  },
};

const main = async () => {
  const browser = await chromium.start(process.env.LOOSELEAF_CERTIFICATE);
  try {
    const tab = await browser.open();
    const desk = new Desk(browser, tab);
    await tab.call("Emulation.setDeviceMetricsOverride", { width: 1280, height: 800, deviceScaleFactor: 1, mobile: false });
    await tab.go(`${url}/sign-in?to=/files`);
    await tab.until("document.activeElement?.name === 'name'");
    await tab.type(person);
    await tab.press("Tab");
    await tab.type(password);
    await tab.press("Enter");
    await tab.until("location.pathname === '/files'");
    const chosen = process.argv.slice(2);
    for (const [name, story] of Object.entries(STORIES)) {
      if (chosen.length > 0 && !chosen.some((word) => name.includes(word))) continue;
      step(name);
      desk.story = name.replaceAll(" ", "-");
      await story(desk);
    }
  } finally {
    await browser.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
};

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
