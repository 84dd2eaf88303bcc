// What makes the pages nicer where scripts run. Without them every link and every form here works as it stands.

import { opensHere } from "./dialog.js";
import { drags } from "./drag.js";
import { dropsFiles } from "./drop.js";
import { findAsTyped } from "./find.js";
import { follow } from "./progress.js";
import { fades } from "./said.js";

follow();
findAsTyped();
drags();
dropsFiles();

// Links that ask something open over the page, and not in its place.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-ask]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  closeMenus();
  opensHere(link.href, link);
});

// So do forms that choose among the lines of a list.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-ask]")) return;
  event.preventDefault();
  const asked = new URL(event.submitter.formAction);
  asked.search = new URLSearchParams(new FormData(form));
  opensHere(asked.href, event.submitter);
});

const closeMenus = (but) => {
  for (const menu of document.querySelectorAll("details.more[open]")) if (menu !== but) menu.open = false;
};

// A menu closes when one looks elsewhere.
document.addEventListener("click", (event) => closeMenus(event.target.closest?.("details.more")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.more[open]");
  closeMenus();
  open?.querySelector("summary").focus();
});

// What was said once is not said again when the page is loaded anew.
const here = new URL(location.href);
if (here.searchParams.has("said")) {
  here.searchParams.delete("said");
  history.replaceState(history.state, "", here);
  fades();
}
