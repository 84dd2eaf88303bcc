// Pages that ask something, shown in a dialog: the same page is fetched, and its form is sent by a script.

const SLOW_MS = 30_000;

/** After so long without a key, what was typed is looked for. */
const TYPED_MS = 200;

const element = (name, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
};

/** Shows the page at an address in a dialog. Where that does not work, goes there. */
export const opensHere = async (href, opener) => {
  const main = await fetched(href);
  if (!main) return location.assign(href);
  const dialog = element("dialog", {}, main);
  dialog.setAttribute("aria-labelledby", "ask-title");
  dialog.addEventListener("close", () => {
    dialog.remove();
    opener?.focus();
  });
  main.addEventListener("click", (event) => {
    if (!event.target.closest("a.back")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("submit", (event) => {
    // What leads to a file does so as it would without a script.
    if ("goes" in event.target.dataset) return dialog.close();
    event.preventDefault();
    if (event.target.method === "get") sought(event.target, dialog);
    else sent(event.target, event.submitter);
  });
  let waiting;
  dialog.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    clearTimeout(waiting);
    waiting = setTimeout(() => sought(event.target.form, dialog), TYPED_MS);
  });
  document.body.append(dialog);
  dialog.showModal();
  main.querySelector("[autofocus]")?.select?.();
  return dialog;
};

const fetched = async (href) => {
  try {
    const answer = await fetch(href, { signal: AbortSignal.timeout(SLOW_MS), redirect: "error" });
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("main.ask");
  } catch {
    return null;
  }
};

/** Shows what was looked for in the place of the choices; what was chosen before stays chosen, and shown. */
const sought = async (form, dialog) => {
  const asked = new URL(form.action);
  asked.search = new URLSearchParams(new FormData(form));
  const found = (await fetched(asked))?.querySelector(".choices");
  const shown = dialog.querySelector(".choices");
  if (!found || asked.searchParams.get("q") !== form.elements.q.value) return;
  const list = found.querySelector("ul");
  for (const chosen of shown.querySelectorAll("input:checked")) {
    const same = [...found.querySelectorAll("input")].find(({ name, value }) => name === chosen.name && value === chosen.value);
    if (same) same.checked = true;
    else list.prepend(chosen.closest("li"));
  }
  shown.replaceWith(found);
};

/** Sends a form and says what is wrong with it, or goes on. */
const sent = async (form, button) => {
  const wrong = form.querySelector(".wrong");
  const says = (sentence, ...more) => {
    wrong.hidden = !sentence;
    wrong.replaceChildren(sentence, ...more);
  };
  says("");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(new FormData(form, button)),
      signal: AbortSignal.timeout(SLOW_MS),
    });
    const told = await answer.json();
    if (told.to) return location.assign(told.to);
    if (told.signIn) {
      const link = element("a", { href: told.signIn, target: "_blank", rel: "noopener" }, "Sign in in another tab");
      return says("You have been signed out meanwhile. ", link, ", then send this again.");
    }
    says(told.wrong ?? "That did not work. Try it again.");
    form.elements[told.field]?.focus();
  } catch {
    says("The server could not be reached. What you typed is still here: send it again in a moment.");
  } finally {
    button.disabled = false;
  }
};
