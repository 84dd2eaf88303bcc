// What was written and is not saved yet, kept in this browser until the server has it. Each tab keeps its own.

/** Nobody remembers what they wrote a month ago and never saved. */
const DRAFT_DAYS_MAX = 30;

const DAY_MS = 86_400_000;

/** Keeps drafts of one page, of one person. */
export class Drafts {
  constructor(page, who) {
    this.start = `write:${who}:${page}:`;
    this.tab = crypto.getRandomValues(new Uint32Array(2)).join("");
    this.key = this.start + this.tab;
    /** Whether what was last written is in here. */
    this.holds = true;
  }

  keep(draft) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...draft, at: Date.now() }));
      this.holds = true;
    } catch {
      // The browser has no room, or keeps nothing at all.
      this.holds = false;
    }
  }

  drop(key = this.key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // Then nothing was kept either.
    }
    if (key === this.key) this.holds = true;
  }

  /** Returns drafts of tabs that are no longer there, oldest first, and forgets those that are too old. */
  left(tabs) {
    const found = [];
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(this.start) || tabs.has(key.slice(this.start.length)) || key === this.key) continue;
        const draft = JSON.parse(localStorage.getItem(key));
        if (draft?.areas && Date.now() - draft.at < DRAFT_DAYS_MAX * DAY_MS) found.push({ key, draft });
        else this.drop(key);
      }
    } catch {
      // What cannot be read is no draft.
    }
    return found.sort((one, other) => one.draft.at - other.draft.at);
  }
}
