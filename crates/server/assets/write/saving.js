// Saving as one types: one save at a time, retried until the server has it. What is not saved is in a draft, always.

/** So long after the last key. */
const PAUSE_MS = 800;

/** So long after the first one, if no pause comes. */
const PAUSE_MS_MAX = 5_000;

/** Pauses between retries grow up to this. */
const RETRY_MS_MAX = 60_000;

/** A save that takes longer is tried again: files take long. */
const SAVE_MS_MAX = 120_000;

/** Browsers send this much for a page that is gone, with room for headers. */
const KEEPALIVE_BYTES_MAX = 60_000;

/** Somebody who signed in again in another tab wants to see it go on. */
const SIGNED_OUT_LOOK_MS = 4_000;

/** Saves what a sheet says was changed. `hear` is told the state, and asked about conflicts. */
export class Saving {
  constructor({ url, token, who, sheet, drafts, hear }) {
    Object.assign(this, { url, token, who, sheet, drafts, hear });
    this.parts = new Map();
    this.bases = new Map();
    this.latest = { turn: 0, after: 0, areas: [], parts: [] };
    this.acknowledged = 0;
    this.fails = 0;
    this.isBusy = false;
    this.isHeld = false;
    this.timer = null;
    this.first = null;
    addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.leave();
      else if (this.isSignedOut) this.wake?.();
    });
    addEventListener("pagehide", () => this.leave());
    addEventListener("beforeunload", (event) => {
      if (this.isDirty() && (!this.drafts.holds || this.latest.parts.length)) event.preventDefault();
    });
  }

  /** The sheet is there, as the server had it at `base`. */
  ready({ base, title }) {
    this.base = base;
    this.bases.set(0, base);
    this.title = this.savedTitle = title;
  }

  isDirty() {
    return this.latest.areas.length > 0 || this.title !== this.savedTitle;
  }

  changed(latest) {
    this.latest = latest;
    for (const turn of this.bases.keys()) if (turn < latest.after) this.bases.delete(turn);
    this.noted();
  }

  titled(title) {
    this.title = title;
    this.noted();
  }

  noted() {
    if (!this.isDirty()) {
      this.drafts.drop();
      clearTimeout(this.timer);
      this.first = null;
      if (!this.isBusy && !this.isHeld) this.hear.state("saved");
      return;
    }
    const { areas, after } = this.latest;
    this.drafts.keep({ base: this.bases.get(after), ...(this.title === this.savedTitle ? {} : { title: this.title, titleBase: this.savedTitle }), areas });
    if (this.isHeld) return;
    if (!this.fails) this.hear.state("saving");
    this.first ??= Date.now();
    if (!this.fails) this.later(Math.max(0, Math.min(PAUSE_MS, this.first + PAUSE_MS_MAX - Date.now())));
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  /** Saves without waiting for a pause. */
  now() {
    this.fails = 0;
    if (this.isSignedOut) this.wake?.();
    else if (this.isDirty()) this.send();
  }

  /** The page is put away, perhaps for good: what is small enough is sent even so, the rest is in the draft. */
  leave() {
    this.sheet({ do: "flush" });
    if (this.isDirty()) this.send(true);
  }

  /** What the server is sent, and what came of it is told to the sheet. */
  async send(isLeaving = false) {
    clearTimeout(this.timer);
    if (this.isBusy || this.isHeld || !this.isDirty()) return;
    // What the sheet said before it knew of the last answer speaks of keys that are gone; it says it again at once.
    if (this.latest.after !== this.acknowledged) return this.later(PAUSE_MS);
    const { turn, areas, parts } = this.latest;
    const message = { areas };
    const { title } = this;
    if (title !== this.savedTitle) Object.assign(message, { title, titleBase: this.savedTitle });
    this.first = null;
    await this.exchange({ turn, message, parts, isLeaving, title });
  }

  /** Fetches what others wrote: a save in which nothing changed. */
  async pull({ turn, after, areas, parts }) {
    if (this.isBusy || this.isHeld || after !== this.acknowledged) return;
    await this.exchange({ turn, message: { areas }, parts, title: this.savedTitle });
  }

  async exchange({ turn, message, parts, isLeaving, title }) {
    const request = this.request(message, parts, isLeaving);
    if (!request) return;
    this.isBusy = true;
    this.sheet({ do: "sending", turn });
    try {
      const answer = await fetch(this.url, request);
      const told = await answer.json().catch(() => ({}));
      if (answer.ok && told.base) this.saved(turn, told, title);
      else await this.refused(answer, told, message);
    } catch {
      this.retry("offline");
    } finally {
      this.isBusy = false;
    }
  }

  request(message, parts, isLeaving) {
    const json = JSON.stringify(message);
    const headers = { accept: "application/json", "x-form-token": this.token };
    const request = { method: "POST", headers, redirect: "error", signal: AbortSignal.timeout(SAVE_MS_MAX) };
    if (isLeaving) {
      if (parts.length || new Blob([json]).size > KEEPALIVE_BYTES_MAX) return null;
      request.keepalive = true;
    }
    if (!parts.length) {
      headers["content-type"] = "application/json";
      return { ...request, body: json };
    }
    const body = new FormData();
    body.append("edit", new Blob([json], { type: "application/json" }));
    for (const name of parts) if (this.parts.has(name)) body.append(name, this.parts.get(name).file, this.parts.get(name).name || name);
    return { ...request, body };
  }

  saved(turn, answer, title) {
    this.fails = 0;
    this.isSignedOut = false;
    this.base = answer.base;
    this.acknowledged = turn;
    this.bases.set(turn, answer.base);
    this.savedTitle = answer.title ?? title;
    if (this.title === title) this.title = this.savedTitle;
    for (const name of Object.keys(answer.parts ?? {})) this.parts.delete(name);
    // The sheet answers with what changed since, which ends the draft, or begins the next save.
    this.sheet({ do: "saved", turn, answer });
    this.hear.saved(answer);
  }

  async refused(answer, told, message) {
    if (answer.status === 409) return this.hold(() => this.hear.conflict(told.conflict, message));
    if (answer.status === 401) {
      this.hold(() => this.hear.state("signed-out", told.signIn));
      this.isSignedOut = true;
      return this.looksAgain();
    }
    if (answer.status === 403 && (await this.refresh())?.isNew) return this.later(0);
    const isPassing = answer.status === 408 || answer.status === 429 || answer.status >= 500;
    if (isPassing) return this.retry("offline", 1_000 * Number(answer.headers.get("retry-after") ?? 0));
    // Saying it again would not help; what is written next may.
    this.fails = 0;
    this.hear.state("wrong", told.wrong);
  }

  /** Stops saving until somebody decides, or signs in. What is written meanwhile goes into the draft. */
  hold(tell) {
    this.isHeld = true;
    tell();
  }

  release() {
    this.isHeld = false;
    this.noted();
  }

  /** A new session has another token, which the page says. Returns the page that says it, if the same person is signed in. */
  async refresh() {
    try {
      const answer = await fetch(location.pathname, { redirect: "manual", headers: { accept: "text/html" } });
      if (!answer.ok) return null;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main.write");
      if (!page?.dataset.token || (page.dataset.who ?? "") !== this.who) return null;
      const isNew = page.dataset.token !== this.token;
      this.token = page.dataset.token;
      return { isNew };
    } catch {
      return null;
    }
  }

  async looksAgain() {
    while (this.isSignedOut) {
      await new Promise((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, SIGNED_OUT_LOOK_MS);
      });
      if (document.hidden || !(await this.refresh())) continue;
      this.isSignedOut = false;
      this.release();
      if (this.isDirty()) this.later(0);
    }
  }

  retry(state, atLeast = 0) {
    this.fails++;
    this.hear.state(state);
    const pause = Math.min(RETRY_MS_MAX, 1_000 * 2 ** Math.min(this.fails - 1, 10));
    this.later(Math.max(atLeast, pause * (0.75 + Math.random() / 2)));
  }
}
