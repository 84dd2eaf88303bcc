// Forms that a script fills in and sends by itself, and what stands on the page after it.

import { link, says } from "./said.js";

const SLOW_MS = 30_000;

/** Sends a form. Returns where it leads; nothing if that did not work, which is said then. */
export const asks = async (action, fields) => {
  try {
    const answer = await fetch(action, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams({ token: document.body.dataset.token, ...fields }),
      signal: AbortSignal.timeout(SLOW_MS),
    });
    const told = await answer.json();
    if (told.to) return new URL(told.to, location.href);
    if (told.signIn) says("You have been signed out meanwhile.", link(told.signIn, "Sign in"));
    else says(told.wrong ?? "That did not work. Try it again.");
  } catch {
    says("The server could not be reached. Load the page anew to see whether it was done.");
  }
  return null;
};

/** Shows the lists of this page as they are now. What is open beside them stays as it is. */
export const anew = async () => {
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(SLOW_MS) });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const parts = document.querySelector(".panes") ? [".tree", ".leaves"] : ["main"];
    for (const part of parts) {
      const now = page.querySelector(part);
      if (now) document.querySelector(part)?.replaceChildren(...now.childNodes);
    }
  } catch {
    // It is shown when the page is loaded the next time.
  }
};
