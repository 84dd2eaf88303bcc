// A page that shows how far copies are, kept up to date while any is under way.

const FIRST_MS = 250;
const LONGEST_MS = 4_000;

const isLive = () => Number(document.querySelector("main[data-live]")?.dataset.live) > 0;

/** Loads the page anew in shorter and then longer pauses, until nothing is under way. */
export const follow = async () => {
  for (let pause = FIRST_MS; isLive(); pause = Math.min(pause * 1.5, LONGEST_MS)) {
    await new Promise((done) => setTimeout(done, pause));
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = page.querySelector("main[data-live]");
      // Whoever holds on to a button or a link keeps it.
      if (main && !document.querySelector("main[data-live]").contains(document.activeElement)) {
        document.querySelector("main[data-live]").replaceWith(main);
      }
    } catch {
      // The next look may work.
    }
  }
};
