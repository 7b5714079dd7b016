// What every page does: `/` goes to the search, Escape and a click elsewhere close menus.

import { $, $$ } from "./dom.js";

/** Whether a key belongs to a field the person is typing in. */
export function typing(event) {
  return event.target instanceof Element && event.target.matches("input, textarea, select, [contenteditable]");
}

function closeMenus(except) {
  for (const menu of $$("details.menu[open]")) if (menu !== except) menu.open = false;
}

function openSearch() {
  const field = $("[data-search] input");
  document.body.classList.add("searching");
  field?.focus();
  field?.select();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    closeMenus();
    document.body.classList.remove("searching");
  }
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
  event.preventDefault();
  openSearch();
});

$("[data-open-search]")?.addEventListener("click", openSearch);

document.addEventListener("click", (event) => closeMenus(event.target.closest?.("details.menu")));
