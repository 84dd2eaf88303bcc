// Shows what is found while words are still being typed.

/** After so long without a key, what was typed is looked for. */
const TYPED_MS = 180;

const shows = async (field) => {
  const asked = new URL("/search", location.href);
  asked.searchParams.set("q", field.value);
  try {
    const answer = await fetch(asked);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // Whoever typed on meanwhile is answered by the next one.
    if (field.value !== asked.searchParams.get("q")) return;
    document.title = page.title;
    document.querySelector("main").replaceWith(page.querySelector("main"));
    history.replaceState(null, "", asked);
  } catch {
    // The next key tries again, and Enter always works.
  }
};

/** On the page that shows what is found, the field at the top looks as one types. */
export const findAsTyped = () => {
  const field = document.querySelector(".find input");
  let waiting;
  field?.addEventListener("input", () => {
    if (location.pathname !== "/search") return;
    clearTimeout(waiting);
    waiting = setTimeout(() => shows(field), TYPED_MS);
  });
  if (location.pathname === "/search") field?.focus();
};
