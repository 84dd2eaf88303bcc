// The sheet: runs in a frame that has no origin, knows no cookie and can fetch nothing. It speaks with its parent over one channel.
//
// What the frame is (`GET /pages/{id}/sheet`):
//
//   Content-Security-Policy: sandbox allow-scripts; default-src 'none'; script-src {assets}; style-src {assets}; style-src-attr
//     'unsafe-inline'; img-src 'self' data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'
//   <link rel="stylesheet" href="{assets}sheet.css"> <script type="module" src="{assets}sheet.js">
//   <body data-base="{etag}" data-title="{title}">
//     <div class="area" data-area="{key}">                                    the flow; if the page has none yet, an empty one
//       <p data-block="{key}">…</p>                                           a block; nothing but blocks stands in an area
//       <div data-block="{key}" data-kept contenteditable="false">…</div>     one that is shown, and never changed
//     <div class="area" data-area="{key}" style="position:absolute;left:…">   an outline
//     <div class="alone" style="position:absolute;…">…</div>                  what stands on the page by itself, and is left alone
//
// How they meet: the parent posts {do: "speak"} to the frame's window, the frame posts {is: "here"} to the parent, once it runs and
// whenever it is asked; the parent answers the first with {do: "listen"} and a port. All else goes through the port.
//
// From the parent:
//   {do: "command", name, value}        see `commands.js`
//   {do: "files", files}                files that somebody chose
//   {do: "restore", areas}              puts back what was written and not saved, `areas` as in "changed"
//   {do: "sending", turn}               what came with that turn is on its way
//   {do: "saved", turn, answer}         the server has it; `answer` as below
//   {do: "collect", whole}              asks for one "collected": every area, with the HTML of every block if `whole` is "html"
//   {do: "has", areas}                  asks for one "has": whether all words of these areas are on the sheet
//   {do: "flush"}                       asks for what changed at once
//
// From the frame:
//   {is: "ready", base, title}
//   {is: "changed", turn, after, areas, parts}
//                                       what is not saved, as `areas` of a message; empty once nothing differs; with the names of the
//                                       parts in it. Its keys are those of the last answer that came to `after`, or of the page itself
//   {is: "collected", turn, after, areas, parts}
//   {is: "has", all}
//   {is: "state", state}                what the selection is, for the toolbar
//   {is: "part", part, file, name}      a picture or a file that the next message names
//   {is: "say", sentence}               for whoever writes
//   {is: "ask", what}                   "link", "save", "help", "toolbar"
//   {is: "open", href}                  a link that somebody follows
//
// HTTP, all by the parent: `POST /pages/{id}/write`, with the form token in `x-form-token`, `Accept: application/json`, and either JSON
// or multipart/form-data whose part `edit` is that JSON, and whose other parts are the files, by the names that `name:…` says:
//   {"title": "…", "titleBase": "…", "areas": [AREA…]}                                    the title, if it was changed, and what it was
//   AREA  {"area": "{key}", "base": ["k1", "k2"], "blocks": [{"keep": "k1"}, {"html": "<p>…</p>"}]}
//         or, for a new outline, {"new": "new-1", "left": 12, "top": 34, "width": 320, "base": [], "blocks": […]}
//         Areas that are not named stay as they are. A block that is not named is deleted. What is kept may stand elsewhere than it stood.
//   With "as": "second" the message makes a page of its own out of all areas; each block then has its html beside its `keep`.
// Answers:
//   200 {"base": "{etag}", "areas": [{"area": "{key}", "was": "new-1", "blocks": ["k1", "k9"], "html": {"k7": "<p>…"}, "gone": ["k2"]}],
//        "parts": {"{part}": "{address of the resource}"}, "title": "…"}
//        `blocks` has the keys of the area as it is now; `html` the blocks that others wrote; `gone` what others deleted; areas of the
//        message are all there, others may be. `was` is what the message called it, where that is another name; an outline in which
//        nothing is left has null for its key. 200 {"to": "/pages/…"} for a second page.
//   400 {"wrong": "sentence"}   401 {"signIn": "/sign-in?to=…"}   403 or 404 {"wrong": "sentence"}   409 {"conflict": "sentence"}

import { adopt, openArea } from "./sheet/area.js";
import { stored } from "./sheet/clean.js";
import { COMMANDS, stateOf } from "./sheet/commands.js";
import { listen } from "./sheet/events.js";
import { choose } from "./sheet/kept.js";
import { afterSplit } from "./sheet/keys.js";
import { Base, collect, takeOver } from "./sheet/merge.js";
import { insertFiles, liftPictures } from "./sheet/paste.js";
import { isEmpty, kept, reprinted, sending } from "./sheet/print.js";

/** With so many blocks, what changed is only told after a pause: finding it takes longer than a key may. */
const LARGE_BLOCKS = 400;
const LARGE_PAUSE_MS = 250;

/** A new outline is as wide as a column of words. */
const OUTLINE_WIDTH = 320;

const areas = [];
const bases = new Map();
const turns = new Map();
let active = null;
let port = null;
let turn = 0;
let after = 0;
let waiting = null;
let made = 0;
const late = [];

const tell = (message) => port?.postMessage(message);
const say = (sentence) => tell({ is: "say", sentence });
const telling = { tell: (part) => tell({ is: "part", ...part }), say };

let stateWaits = false;
const tellState = () => {
  if (stateWaits || !active) return;
  stateWaits = true;
  setTimeout(() => {
    stateWaits = false;
    tell({ is: "state", state: stateOf(active) });
  }, 30);
};

const placeOf = ({ root }) => ({ left: parseFloat(root.style.left), top: parseFloat(root.style.top), width: parseFloat(root.style.width) });

const gather = (whole) => {
  const message = [];
  const record = new Map();
  for (const area of areas) {
    const base = bases.get(area);
    const found = collect(area, base, whole);
    if (!found || (!area.key && !found.blocks.length)) continue;
    record.set(area.key ?? area.name, { area, sent: found.sent });
    const named = area.key ? { area: area.key } : { new: area.name };
    message.push({ ...named, ...(area.key && whole !== "html" ? {} : area.isOutline ? placeOf(area) : {}), base: base.keys, blocks: found.blocks });
  }
  const names = new Set(JSON.stringify(message).match(/name:part-\d+/g) ?? []);
  return { message, record, parts: [...names].map((name) => name.slice("name:".length)) };
};

const tellChanges = () => {
  clearTimeout(waiting);
  waiting = null;
  const { message, record, parts } = gather();
  turns.set(++turn, record);
  tell({ is: "changed", turn, after, areas: message, parts });
};

const isLarge = () => areas.reduce((sum, { root }) => sum + root.childElementCount, 0) > LARGE_BLOCKS;

const hear = {
  changed(area) {
    if (!port) return;
    liftPictures(area, telling);
    tellState();
    if (isLarge()) waiting ??= setTimeout(tellChanges, LARGE_PAUSE_MS);
    else tellChanges();
  },
  moved: tellState,
  entered(area) {
    active = area;
    for (const other of areas) if (other !== area) choose(other, null), drop(other);
    tellState();
  },
};

/** An outline in which nothing was written goes again. */
const drop = (area) => {
  if (area.key || area.blocks().some((block) => !isEmpty(block))) return;
  areas.splice(areas.indexOf(area), 1);
  bases.delete(area);
  area.close();
};

const start = (root) => {
  const area = openArea(root, hear);
  area.isOutline = root.style.position === "absolute";
  areas.push(area);
  bases.set(area, Base.of(area));
  root.addEventListener("beforeinput", (event) => afterSplit(area, event));
  return area;
};

const newOutline = ({ left, top, width = OUTLINE_WIDTH }) => {
  const root = document.createElement("div");
  root.className = "area";
  Object.assign(root.style, { position: "absolute", left: `${left}px`, top: `${top}px`, width: `${width}px` });
  document.body.append(root);
  const area = start(root);
  area.name = `new-${++made}`;
  return area;
};

/** A new outline gets a key; one in which nothing is left has none any more, and is a new one if somebody writes in it again. */
const rename = (area, key) => {
  area.key = key;
  if (key) area.root.dataset.area = key;
  else {
    area.root.removeAttribute("data-area");
    area.name = `new-${++made}`;
  }
};

const saved = ({ turn: done, answer }) => {
  const record = turns.get(done);
  // Others' words come in between two words, and not into one that is still being put together.
  if (areas.some(({ isComposing }) => isComposing) && answer.areas.some(({ html, gone }) => html || gone)) return late.push({ turn: done, answer });
  for (const old of turns.keys()) if (old <= done) turns.delete(old);
  after = done;
  const parts = answer.parts ?? {};
  for (const [part, address] of Object.entries(parts)) {
    kept.set(part, address);
    sending.delete(part);
  }
  for (const told of answer.areas) {
    const found = record?.get(told.was ?? told.area) ?? { area: areas.find(({ key }) => key === told.area), sent: [] };
    const { area } = found;
    if (!area || !areas.includes(area)) continue;
    if (told.was) rename(area, told.area);
    const sent = found.sent.map((one) => ({ ...one, print: reprinted(one.print, parts) }));
    if (Object.keys(parts).length) area.prints = new WeakMap();
    bases.set(area, takeOver(area, sent, told));
  }
  tellChanges();
};

const words = (node) => node.textContent.replace(/[\s\u200B]+/g, " ").trim();

const fragment = (html) => {
  const holder = document.createElement("div");
  holder.append(stored(html));
  return adopt(holder);
};

const restore = ({ areas: written }) => {
  for (const { area: key, blocks, new: name, ...place } of written) {
    const area = name ? newOutline(place) : areas.find((area) => area.key === key);
    if (!area) continue;
    const there = new Map(area.blocks().map((block) => [block.dataset.block, block]));
    const nodes = blocks.flatMap(({ keep, html }) => {
      if (keep) return there.get(keep) ?? [];
      return [...fragment(html).children];
    });
    area.editor.modifyDocument(() => area.root.replaceChildren(...nodes));
    area.fills();
    area.forgetsSteps();
  }
  tellChanges();
};

const run = (name, value) => {
  active ??= areas[0];
  const area = active;
  if (!area || !Object.hasOwn(COMMANDS, name)) return;
  const sentence = COMMANDS[name](area, value);
  if (sentence) say(sentence);
  area.tidies();
  tellState();
};

const DO = {
  command: ({ name, value }) => run(name, value),
  files: ({ files }) => insertFiles(active ?? areas[0], files, telling),
  restore,
  sending: ({ turn: now }) => {
    for (const old of turns.keys()) if (old < now) turns.delete(old);
  },
  saved,
  collect: ({ whole }) => {
    const { message, record, parts } = gather(whole || "all");
    turns.set(++turn, record);
    tell({ is: "collected", turn, after, areas: message, parts });
  },
  // Whether what was written before is here already, whatever the server made of its markup.
  has: ({ areas: written }) => {
    const there = areas.flatMap((area) => area.blocks().map(words));
    const all = written.every(({ blocks }) => blocks.every(({ html }) => html === undefined || there.includes(words(fragment(html)))));
    tell({ is: "has", all });
  },
  flush: tellChanges,
};

const areaAt = (node) => areas.find(({ root }) => node instanceof Node && root.contains(node));

listen({
  areas,
  areaAt,
  tell,
  run,
  newOutline,
  insert: (area, files) => {
    active = area;
    insertFiles(area, files, telling);
  },
  settled: () => late.splice(0).forEach(saved),
  hidden: () => waiting && tellChanges(),
});

const open = () => {
  for (const root of document.querySelectorAll(".area")) start(root);
  active = areas[0] ?? null;
};

addEventListener("message", (event) => {
  if (event.source !== parent) return;
  if (event.data?.do === "speak") parent.postMessage({ is: "here" }, "*");
  if (event.data?.do !== "listen" || port) return;
  [port] = event.ports;
  port.onmessage = ({ data }) => Object.hasOwn(DO, data?.do) && DO[data.do](data);
  tell({ is: "ready", base: document.body.dataset.base, title: document.body.dataset.title });
  tellState();
});

open();
parent.postMessage({ is: "here" }, "*");
