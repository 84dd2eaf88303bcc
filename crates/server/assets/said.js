// What was just done, said below the page, with what can be done about it.

/** As long as it takes to read one sentence twice. */
const SAID_MS = 8_000;

let waiting;

/** Takes it away after a while, unless somebody is about to press something in it. */
export const fades = () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const said = document.querySelector(".said");
    if (said.matches(":hover, :focus-within")) fades();
    else said.replaceChildren();
  }, SAID_MS);
};

/** Says a sentence, with buttons or links behind it. */
export const says = (sentence, ...more) => {
  document.querySelector(".said").replaceChildren(sentence, ...more.flatMap((element) => [" ", element]));
  fades();
};

export const link = (href, words) => Object.assign(document.createElement("a"), { href, textContent: words });

export const button = (words, pressed) => Object.assign(document.createElement("button"), { type: "button", className: "word", textContent: words, onclick: pressed });
