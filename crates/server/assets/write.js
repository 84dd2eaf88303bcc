// The page around the sheet: title, toolbar, saving. What passes between the two, and to the server, is written down in `sheet.js`.
//
// What the page is (`GET /pages/{id}/edit`):
//   <link rel="stylesheet" href="{assets}write.css"> <script type="module" src="{assets}write.js">
//   <main class="write" id="main" data-page="{id}" data-who="{id of the person}" data-token="{form token}" data-write="/pages/{id}/write"
//     data-sheet="/pages/{id}/sheet" data-read="/pages/{id}"><noscript>…</noscript></main>
// All else is made here: writing needs scripts.

import { askLink, askOne, showKeys } from "./write/ask.js";
import { makeBar } from "./write/bar.js";
import { Drafts } from "./write/draft.js";
import { element } from "./write/element.js";
import { Saving } from "./write/saving.js";
import { meetTabs } from "./write/tabs.js";

const STATES = {
  saved: "Saved",
  saving: "Saving\u2026",
  offline: "Not saved: no connection. It is kept in this browser, and saved as soon as there is one.",
  "signed-out": "Not saved: you have been signed out. It is kept in this browser.",
  conflict: "Not saved: somebody changed the same lines. Yours are kept in this browser.",
  wrong: "Not saved.",
};

/** States in which somebody has to do something, or wait. */
const PROBLEMS = ["offline", "signed-out", "conflict", "wrong"];

/** As long as it takes to read one sentence twice. */
const SAID_MS = 10_000;

const main = document.querySelector("main.write");
const { page, who = "", token, write, sheet, read } = main.dataset;

const title = element("input", { className: "title", type: "text", placeholder: "Untitled page", dir: "auto", autocomplete: "off", maxLength: 4096, "aria-label": "Title" });
const state = element("span", { className: "state" }, "\u2026");
const done = element("a", { className: "done", href: read }, "Done");
const problem = element("p", { className: "problem", role: "alert", hidden: true });
const others = element("p", { className: "others", role: "status", hidden: true });
const spoken = element("p", { className: "spoken", role: "status", hidden: true });
const frame = element("iframe", { title: "Page", src: sheet });
frame.setAttribute("sandbox", "allow-scripts");
const picker = element("input", { type: "file", multiple: true, hidden: true, "aria-label": "Pictures or files" });

let port = null;
let selection = { link: null, text: "" };
const waits = new Map();
const tell = (message) => port?.postMessage(message);
const say = (sentence) => {
  spoken.textContent = sentence;
  spoken.hidden = false;
  clearTimeout(say.waiting);
  say.waiting = setTimeout(() => (spoken.hidden = true), SAID_MS);
};

/** Sends something to the sheet that has one answer. */
const ask = (message, is) =>
  new Promise((resolve) => {
    waits.set(is, resolve);
    tell(message);
  });

const showState = (now, more) => {
  main.dataset.state = now;
  state.textContent = PROBLEMS.includes(now) ? "Not saved" : STATES[now];
  const isProblem = PROBLEMS.includes(now);
  problem.hidden = !isProblem;
  if (!isProblem) return problem.replaceChildren();
  const sentence = now === "wrong" && more ? `Not saved: ${more}` : STATES[now];
  // What is said already is not said again to those who listen.
  if (problem.dataset.said === sentence) return;
  problem.dataset.said = sentence;
  problem.replaceChildren(sentence);
  if (now === "signed-out") problem.append(" ", element("a", { href: more ?? "/sign-in", target: "_blank", rel: "noopener" }, "Sign in in another tab"), " and go on here.");
};

const drafts = new Drafts(page, who);
const bodyOf = async () => ask({ do: "collect", whole: "html" }, "collected");

/** Keeps what was written here as a page of its own. */
const second = async (areas, parts) => {
  const names = [...new Set(parts)];
  const request = saving.request({ as: "second", title: title.value, areas }, names, false);
  try {
    const answer = await fetch(write, request);
    const told = await answer.json();
    if (!told.to) return told.wrong ?? "That did not work. Try it again.";
    drafts.drop();
    saving.latest = { ...saving.latest, areas: [], parts: [] };
    saving.savedTitle = saving.title;
    location.assign(told.to);
    return null;
  } catch {
    return "The server could not be reached. What you wrote is kept: try it again in a moment.";
  }
};

const decide = async (sentence) => {
  showState("conflict");
  let more = "";
  for (;;) {
    const chosen = await askOne(
      "Somebody else wrote in the same place",
      more || sentence || "While you were writing, somebody changed or deleted the same lines. Nothing of theirs was overwritten, and nothing of yours is lost.",
      [
        ["second", "Keep mine as a second page"],
        ["look", "Look at theirs in another tab"],
        ["drop", "Drop mine and go on with theirs"],
        ["later", "Decide later"],
      ],
    );
    if (chosen === "look") window.open(read, "_blank", "noopener");
    if (chosen === "later") return showLater(sentence);
    if (chosen === "second") {
      const { areas, parts } = await bodyOf();
      more = await second(areas, parts);
      if (!more) return;
    }
    if (chosen === "drop" && (await askOne("Drop what you wrote?", "It cannot be brought back.", [["drop", "Drop it"], ["keep", "Keep it"]])) === "drop") {
      drafts.drop();
      saving.latest = { ...saving.latest, areas: [], parts: [] };
      saving.savedTitle = saving.title;
      return location.reload();
    }
  }
};

const showLater = (sentence) => {
  const again = element("button", { type: "button", className: "quiet" }, "Decide");
  again.addEventListener("click", () => decide(sentence));
  problem.append(" ", again);
};

const saving = new Saving({
  url: write,
  token,
  who,
  sheet: tell,
  drafts,
  hear: {
    state: showState,
    conflict: decide,
    saved: (answer) => {
      tabs.saved(answer.base);
      if (saving.title === saving.savedTitle && title.value !== saving.title) showTitle(saving.title);
    },
  },
});

const pull = async () => {
  if (!port || saving.isDirty()) return;
  saving.pull(await ask({ do: "collect" }, "collected"));
};

const tabs = meetTabs(page, drafts.tab, {
  others: (count) => {
    others.hidden = !count;
    others.textContent = count ? "This page is open in another tab too. What is written in both comes together." : "";
  },
  saved: (base) => base !== saving.base && pull(),
});

const showTitle = (text) => {
  title.value = text;
  document.title = `${text || "Untitled page"} \u00B7 Looseleaf`;
};

/** Puts back what a tab wrote that is gone. If the page is another one by now, whoever wrote it is asked first. */
const restore = async ({ key, draft }) => {
  const { all } = await ask({ do: "has", areas: draft.areas }, "has");
  const isTitle = draft.title === undefined || draft.title === saving.title;
  if (all && isTitle) return drafts.drop(key);
  if (draft.base === saving.base) {
    tell({ do: "restore", areas: draft.areas });
    if (draft.title !== undefined) {
      showTitle(draft.title);
      saving.titled(draft.title);
    }
    drafts.drop(key);
    say("This is what you had written here and not saved yet.");
    return;
  }
  const when = new Date(draft.at).toLocaleString();
  const chosen = await askOne(
    "Something you wrote here was never saved",
    `You wrote it ${when}, and the page was changed since. It can be put in where it still fits.`,
    [["put", "Put it in"], ["drop", "Throw it away"], ["later", "Ask again later"]],
  );
  if (chosen === "drop") drafts.drop(key);
  if (chosen !== "put") return;
  const message = { areas: draft.areas };
  if (draft.title !== undefined) Object.assign(message, { title: draft.title, titleBase: draft.titleBase });
  const answer = await fetch(write, saving.request(message, [], false)).catch(() => null);
  if (answer?.ok) {
    drafts.drop(key);
    return location.reload();
  }
  if (answer?.status !== 409) return say("The server could not be reached. What you wrote is kept: load this page again in a moment.");
  const as = await askOne("It does not fit any more", "Somebody changed the same lines meanwhile. It can become a page of its own.", [
    ["second", "Keep it as a second page"],
    ["later", "Ask again later"],
  ]);
  if (as !== "second") return;
  const wrong = await second(draft.areas, []);
  if (wrong) say(wrong);
  else drafts.drop(key);
};

/** Asking for it where it is already would lose a key that is on its way. */
const toSheet = () => document.activeElement === frame || frame.focus();

const act = (name, value) => {
  if (name === "help") return showKeys(() => tell({ do: "command", name: "focus" }));
  if (name === "link") return asksLink();
  if (name === "file") return picker.click();
  toSheet();
  tell({ do: "command", name, value });
};

const asksLink = () => {
  const now = { ...selection };
  const back = () => {
    toSheet();
    tell({ do: "command", name: "focus" });
  };
  askLink(now, {
    done: (value) => tell({ do: "command", name: "link", value }),
    remove: () => tell({ do: "command", name: "unlink" }),
    closed: back,
  });
};

const bar = makeBar(act);

/** Only what leads out, or to a page of this server, is opened; the sheet has no say in what else this window does. */
const open = (href) => {
  const address = URL.parse?.(href, location.href) ?? null;
  if (address && ["http:", "https:", "mailto:", "tel:", "onenote:"].includes(address.protocol)) window.open(address.href, "_blank", "noopener");
};

const HEAR = {
  ready: async ({ base, title: text }) => {
    saving.ready({ base, title: text });
    showTitle(text);
    showState("saved");
    const there = await tabs.tabs();
    for (const left of drafts.left(there)) await restore(left);
    // Whoever has begun already is where they want to be.
    if (document.activeElement !== document.body) return;
    if (text) tell({ do: "command", name: "focus" });
    else title.focus();
  },
  changed: (message) => saving.changed(message),
  state: ({ state }) => {
    selection = state;
    bar.show(state);
  },
  part: ({ part, file, name }) => file instanceof Blob && saving.parts.set(part, { file, name }),
  say: ({ sentence }) => say(sentence),
  open: ({ href }) => open(href),
  ask: ({ what }) => {
    if (what === "link") asksLink();
    if (what === "help") act("help");
    if (what === "toolbar") bar.focus();
    if (what === "save") saving.now();
  },
};

addEventListener("message", (event) => {
  if (event.source !== frame.contentWindow || event.data?.is !== "here" || port) return;
  const channel = new MessageChannel();
  port = channel.port1;
  port.onmessage = ({ data }) => {
    const waiting = waits.get(data.is);
    waits.delete(data.is);
    if (waiting) waiting(data);
    else if (Object.hasOwn(HEAR, data.is)) HEAR[data.is](data);
  };
  frame.contentWindow.postMessage({ do: "listen" }, "*", [channel.port2]);
});

title.addEventListener("input", () => {
  document.title = `${title.value || "Untitled page"} \u00B7 Looseleaf`;
  saving.titled(title.value);
});
title.addEventListener("keydown", (event) => {
  if (event.isComposing || (event.key !== "Enter" && event.key !== "ArrowDown")) return;
  event.preventDefault();
  frame.focus();
  tell({ do: "command", name: "focus" });
});
picker.addEventListener("change", () => {
  tell({ do: "files", files: [...picker.files] });
  picker.value = "";
  frame.focus();
});
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    saving.now();
  }
});
// A menu that is open closes when somebody writes on: what happens in the frame is not seen here.
addEventListener("blur", () => document.activeElement === frame && bar.close());

main.append(element("div", { className: "write-head" }, title, state, done), bar.bar, problem, others, spoken, frame, picker, ...bar.popups);
frame.contentWindow?.postMessage({ do: "speak" }, "*");
