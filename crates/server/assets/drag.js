// Drags things to places: they move there, or are copied with Ctrl, Alt or Option held down. The forms in the menus do the same for who has
// no mouse, and the server says what cannot be.
//
//   <… data-of="{what}" data-load="{its kind}" data-name="{its name}">, in an element with data-within="{the place that it is in}"
//   <… data-into="{a place}" data-takes="{kinds}">, with data-only="copy" where nothing moves to

import { anew, asks } from "./asks.js";
import { button, link, says } from "./said.js";

const TYPE = "application/x-looseleaf";

/** What is being dragged. */
let carried = null;

const named = (element) => element.dataset.name ?? (element.querySelector("bdi, strong") ?? element).textContent.trim();

/** Returns what goes along with a line that is dragged: if it is chosen, all that are. */
const together = (element) => {
  const isChosen = element.querySelector("input:checked");
  const all = isChosen ? [...document.querySelectorAll("[data-of]:has(input:checked)")] : [element];
  const loads = new Set(all.map(({ dataset }) => dataset.load));
  return {
    of: all.map(({ dataset }) => dataset.of).join(","),
    load: loads.size === 1 ? element.dataset.load : "item",
    name: all.length === 1 ? named(element) : `${all.length} things`,
    isOne: all.length === 1,
  };
};

const isCopy = (event, place) => event.ctrlKey || event.altKey || event.metaKey || place.dataset.only === "copy";

/** Returns the place under the pointer, if what is carried can go there. */
const placeOf = (event) => {
  const place = carried && event.target.closest?.("[data-into]");
  if (!place?.dataset.takes.split(" ").includes(carried.load)) return null;
  const { into } = place.dataset;
  const stays = into === carried.within && !isCopy(event, place);
  return stays || carried.of.split(",").includes(into) ? null : place;
};

const marks = (place) => {
  for (const other of document.querySelectorAll(".over")) if (other !== place) other.classList.remove("over");
  place?.classList.add("over");
};

const ends = () => {
  carried?.element.classList.remove("carried");
  carried = null;
  marks(null);
};

const drops = async ({ of, name, within, isOpen, isOne }, place, copies) => {
  const where = named(place);
  const to = await asks(copies ? "/copy" : "/move", { of, to: place.dataset.into, once: crypto.randomUUID() });
  if (!to) return;
  // What is open is gone from here.
  if (isOpen && !copies) return location.assign(to);
  await anew();
  if (to.pathname === "/operations") return says(`${name} ${isOne ? "is" : "are"} being copied to ${where}.`, link(to, "See how far it is"));
  // A page has another id where it is now. Of several things each keeps its own.
  const now = isOne ? to.pathname.split("/").pop() : of;
  to.search = "";
  const undo = async () => {
    const back = copies ? await asks("/delete", { of: now }) : await asks("/move", { of: now, to: within });
    if (!back) return;
    await anew();
    says(copies ? "The copy is gone." : `${isOne ? "It is" : "They are"} back.`);
  };
  const undoes = copies || within ? [button("Undo", undo)] : [];
  says(copies ? `${name} is copied to ${where}.` : `${name} ${isOne ? "is" : "are"} in ${where} now.`, ...undoes, link(to, copies ? "Open the copy" : isOne ? "Open it" : "Go there"));
};

/** Lets what stands on the page be dragged. */
export const drags = () => {
  document.addEventListener("dragstart", (event) => {
    const element = event.target.closest?.("[data-of]");
    if (!element) return;
    const isOpen = element.matches("[aria-current]");
    carried = { ...together(element), within: element.closest("[data-within]")?.dataset.within, isOpen, element };
    event.dataTransfer.setData(TYPE, carried.of);
    event.dataTransfer.effectAllowed = "copyMove";
    element.classList.add("carried");
  });
  document.addEventListener("dragover", (event) => {
    if (!carried) return;
    const place = placeOf(event);
    marks(place);
    if (!place) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = isCopy(event, place) ? "copy" : "move";
  });
  document.addEventListener("drop", (event) => {
    const place = placeOf(event);
    if (!place) return;
    event.preventDefault();
    drops({ ...carried }, place, isCopy(event, place));
    ends();
  });
  document.addEventListener("dragend", ends);
};
