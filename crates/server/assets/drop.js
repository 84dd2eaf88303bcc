// Files that are dropped on a folder, or chosen behind "Upload": each is sent in fragments, with its progress, and goes on where it broke
// off. Without scripts there is a form for it.
//
//   <main data-folder="{folder}">, with lines that have data-into="{folder}"; <a data-upload href="{the form}">

import { anew } from "./asks.js";
import { button, link, says } from "./said.js";

/** The length of a fragment, in bytes: so little that not much is sent twice, and so much that a pause between two is not felt. */
const FRAGMENT_BYTES = 8 * 1024 * 1024;

/** How many files are under way at a time. */
const AT_ONCE = 2;

/** After a fragment that broke off, so long passes before the next try. */
const PAUSES_MS = [500, 2_000, 5_000, 15_000, 30_000];

const SLOW_MS = 30_000;

/** The most files that are taken at a time. */
const FILES_MAX = 1_000;

const element = (name, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
};

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** What is asked of all that follow, once somebody said so. */
let forAll = null;

/** Sends a fragment, and says how much of it went. */
const sends = (upload, url, from, to) =>
  new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    upload.request = request;
    request.open("PUT", url);
    request.setRequestHeader("content-range", `bytes ${from}-${to - 1}/${upload.file.size}`);
    request.upload.onprogress = ({ loaded }) => upload.shows(from + loaded);
    request.onload = () => (request.status >= 500 ? fail(new Error("unavailable")) : done({ status: request.status, text: request.responseText }));
    request.onerror = () => fail(new Error("connection"));
    request.onabort = () => fail(new Error("cancelled"));
    request.send(upload.file.slice(from, to));
  });

const read = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

const nextOf = (text) => Number((read(text).nextExpectedRanges?.[0] ?? "").split("-")[0] || NaN);

class Upload {
  constructor(file, folder, list) {
    Object.assign(this, { file, folder, isCancelled: false });
    this.bar = element("progress", { max: Math.max(file.size, 1), value: 0 });
    this.bar.setAttribute("aria-label", file.name);
    this.words = element("span", { className: "small" });
    // What becomes of it is also said to who does not look.
    this.words.setAttribute("role", "status");
    this.deeds = element("span", { className: "deeds" });
    this.row = element("li", {}, element("bdi", { textContent: file.name }), this.bar, this.words, this.deeds);
    list.append(this.row);
    this.says("waits", button("Cancel", () => this.cancels()));
  }

  shows(bytes) {
    this.bar.value = bytes;
  }

  says(words, ...deeds) {
    this.words.textContent = words;
    this.deeds.replaceChildren(...deeds);
  }

  ends(words, ...deeds) {
    this.bar.hidden = true;
    this.says(words, ...deeds);
    return words === "";
  }

  cancels() {
    this.isCancelled = true;
    this.request?.abort();
    if (this.url) fetch(this.url, { method: "DELETE" }).catch(() => {});
    this.answer?.("leave-out");
    this.ends("cancelled");
  }

  /** Asks what is to be done with a name that is taken. */
  asks(name, isFile) {
    return new Promise((answer) => {
      this.answer = answer;
      const all = element("input", { type: "checkbox" });
      const choice = (words, word) =>
        button(words, () => {
          if (all.checked) forAll = word;
          answer(word);
        });
      const choices = [choice("Keep both", "keep-both"), ...(isFile ? [choice("Replace", "replace")] : []), choice("Leave out", "leave-out")];
      this.bar.hidden = true;
      this.says(`There is something called ${name} there already.`, ...choices, element("label", { className: "small" }, all, " the same for all"));
      if (!document.activeElement || document.activeElement === document.body) choices[0].focus();
    });
  }

  /** Opens a session. Returns where the fragments go; nothing if there are none to send, or nothing comes of it. */
  async begins(clash = forAll ?? "ask") {
    const query = new URLSearchParams({ name: this.file.name, bytes: this.file.size, clash });
    const answer = await fetch(`/folders/${this.folder}/session?${query}`, {
      method: "POST",
      headers: { accept: "application/json", "x-form-token": document.body.dataset.token },
      signal: AbortSignal.timeout(SLOW_MS),
    });
    const told = read(await answer.text());
    if (told.put) return told.put;
    if (told.taken) {
      const word = forAll && !(forAll === "replace" && !told.isFile) ? forAll : await this.asks(told.taken, told.isFile);
      this.answer = null;
      if (word !== "leave-out") {
        this.bar.hidden = false;
        return this.begins(word);
      }
      if (!this.isCancelled) this.ends("left out");
    } else if (told.signIn) this.ends("You have been signed out meanwhile.", link(told.signIn, "Sign in"));
    else if (!answer.ok) this.ends(told.wrong ?? "That did not work.", button("Try again", () => queued([this])));
    else this.isHere();
    return null;
  }

  isHere() {
    this.bar.value = this.bar.max;
    this.ends("here");
    changed();
  }

  async run() {
    if (this.isCancelled) return;
    this.bar.hidden = false;
    this.says("", button("Cancel", () => this.cancels()));
    try {
      const isBegun = Boolean(this.url);
      this.url ??= await this.begins();
      if (this.url) await this.goesOn(isBegun ? await this.has() : 0);
    } catch {
      if (!this.isCancelled) this.ends("The connection was lost.", button("Go on", () => queued([this])));
    }
  }

  /** Sends what is missing, from a place on. */
  async goesOn(at) {
    for (let tries = 0; this.url && !this.isCancelled; ) {
      try {
        const { status, text } = await sends(this, this.url, at, Math.min(at + FRAGMENT_BYTES, this.file.size));
        if (status === 200 || status === 201) return this.isHere();
        if (status !== 202) return this.refused(status, text);
        at = nextOf(text);
        tries = 0;
      } catch (error) {
        if (this.isCancelled || tries === PAUSES_MS.length) throw error;
        this.says("The connection was lost; trying again…", button("Cancel", () => this.cancels()));
        await pause(PAUSES_MS[tries++]);
        at = await this.has().catch(() => at);
        this.says("", button("Cancel", () => this.cancels()));
      }
    }
  }

  /** How much of it has come. */
  async has() {
    const answer = await fetch(this.url, { signal: AbortSignal.timeout(SLOW_MS) });
    const at = nextOf(await answer.text());
    if (!answer.ok || !(at >= 0)) {
      // The session is over: from the beginning, then.
      this.url = null;
      this.url = await this.begins();
      return 0;
    }
    return at;
  }

  refused(status, text) {
    this.url = null;
    const words = status === 409 ? "Something got the same name meanwhile." : (read(text).error?.message ?? "That did not work.");
    this.ends(words, button("Try again", () => queued([this])));
  }
}

const waiting = [];
let underWay = 0;

const queued = (uploads) => {
  waiting.push(...uploads);
  while (underWay < AT_ONCE && waiting.length > 0) works();
};

const works = async () => {
  underWay += 1;
  while (waiting.length > 0) await waiting.shift().run();
  underWay -= 1;
  if (underWay === 0) forAll = null;
};

let isLate;

/** Shows what came, at most so often. */
const changed = () => {
  clearTimeout(isLate);
  isLate = setTimeout(anew, underWay > 0 && waiting.length > 0 ? 2_000 : 200);
};

const panel = () => {
  const there = document.querySelector(".uploads ul");
  if (there) return there;
  const list = element("ul");
  const close = button("Close", () => {
    if (underWay === 0 && waiting.length === 0) shown.remove();
    else says("Some files are still coming. Cancel them first.");
  });
  const shown = element("section", { className: "uploads" }, element("p", { className: "bar" }, element("strong", { textContent: "Uploads" }), close), list);
  shown.setAttribute("aria-label", "Uploads");
  document.body.append(shown);
  return list;
};

const takes = (files, folder) => {
  if (files.length === 0) return;
  if (files.length > FILES_MAX) return says(`That is more than ${FILES_MAX} files. Take fewer at a time.`);
  const list = panel();
  queued([...files].map((file) => new Upload(file, folder, list)));
};

const folderAt = (event) => {
  const main = document.querySelector("main[data-folder]");
  if (!main || ![...(event.dataTransfer?.types ?? [])].includes("Files")) return null;
  const line = event.target.closest?.("main [data-into]");
  return { folder: line?.dataset.into ?? main.dataset.folder, over: line ?? main };
};

const marks = (over) => {
  for (const other of document.querySelectorAll(".over")) if (other !== over) other.classList.remove("over");
  over?.classList.add("over");
};

/** Lets files be dropped on a folder that is shown, or be chosen for it. */
export const dropsFiles = () => {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("a[data-upload]");
    if (!opener || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const { folder } = document.querySelector("main[data-folder]").dataset;
    const field = element("input", { type: "file", multiple: true, hidden: true });
    field.addEventListener("change", () => {
      takes([...field.files], folder);
      field.remove();
    });
    field.addEventListener("cancel", () => field.remove());
    document.body.append(field);
    field.click();
  });
  document.addEventListener("dragover", (event) => {
    const at = folderAt(event);
    if (!at) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    marks(at.over);
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) marks(null);
  });
  document.addEventListener("drop", (event) => {
    const at = folderAt(event);
    if (!at) return;
    event.preventDefault();
    marks(null);
    const entries = [...event.dataTransfer.items].map((item) => [item.webkitGetAsEntry?.(), item.getAsFile()]);
    const files = entries.filter(([entry, file]) => file && !entry?.isDirectory).map(([, file]) => file);
    if (files.length < entries.length) says("A folder cannot be dropped here. Make one, and drop its files into it.");
    takes(files, at.folder);
  });
  window.addEventListener("beforeunload", (event) => {
    if (underWay > 0 || waiting.length > 0) event.preventDefault();
  });
};
