// Chips: what stands in a line and is no picture, an attached file or a film, is shown as a picture of its name. Squire knows how to
// move, copy and delete pictures; what the chip stands for travels with it, as letters, and is never parsed into the sheet.

/** A paper clip, and the sign to play a film. */
const SIGNS = { OBJECT: "m20 9-7 7a3 3 0 0 1-5-4l7-7a2 2 0 0 1 3 3l-7 7", IFRAME: "M9 8v12l9-6z" };

/** Longer names are cut: a chip is as wide as a line at most. */
const NAME_MAX = 48;

const measure = document.createElement("canvas").getContext("2d");

const escaped = (text) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

const face = (sign, name) => {
  const shown = name.length > NAME_MAX ? `${name.slice(0, NAME_MAX - 1)}\u2026` : name;
  measure.font = "14px sans-serif";
  const width = Math.ceil(measure.measureText(shown).width) + 44;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="28"><rect x=".5" y=".5" width="${width - 1}" height="27" rx="6" ` +
    `fill="#f4f2ec" stroke="#bbb6aa"/><path d="${sign}" fill="none" stroke="#5c626b" stroke-width="1.6"/>` +
    `<text x="30" y="19" font-family="sans-serif" font-size="14" fill="#22252a">${escaped(shown)}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
};

/** Returns the chip that stands for an element. */
export const chipOf = (element) => {
  const name = element.getAttribute("data-attachment") || element.getAttribute("data-original-src") || element.getAttribute("type") || "?";
  const chip = document.createElement("img");
  chip.src = face(SIGNS[element.nodeName], name);
  chip.alt = name;
  chip.dataset.chip = element.outerHTML;
  return chip;
};

/** Puts chips in the place of what Squire does not know. */
export const adoptChips = (root) => {
  for (const element of root.querySelectorAll("object, iframe")) if (!element.closest("[data-kept]")) element.replaceWith(chipOf(element));
};

/** Puts what they stand for in the place of chips, in a copy that is only printed. */
export const restoreChips = (root) => {
  for (const chip of root.querySelectorAll("img[data-chip]")) {
    // A template's content belongs to a document that loads and runs nothing.
    const template = document.createElement("template");
    template.innerHTML = chip.dataset.chip;
    chip.replaceWith(template.content);
  }
};
