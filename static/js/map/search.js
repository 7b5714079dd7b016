// Search by Chinese name, pinyin (full or initials) or code: a combobox on the top bar's field.

import { $, clear, el, glyph } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { levelOf, search } from "./model.js";
import { update } from "./state.js";
import { subtitle } from "./words.js";

let rows = [];
let active = 0;

const form = $("[data-search]");
const field = $("input", form);
const list = el("ul", { class: "searchlist", id: "search-list", role: "listbox", "aria-label": t("站点"), hidden: true });

function close() {
  list.hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function choose(station) {
  close();
  field.value = "";
  field.blur();
  document.body.classList.remove("searching");
  update({ station: station.code, moveTo: station.code });
}

function draw() {
  rows = search(field.value);
  active = Math.min(active, Math.max(rows.length - 1, 0));
  const options = rows.map((s, i) =>
    el(
      "li",
      { id: `search-${i}`, role: "option", "aria-selected": String(i === active), onpointerdown: (e) => e.preventDefault(), onclick: () => choose(s) },
      glyph(levelOf(s)), el("span", { class: "strong" }, s.name), el("span", { class: "small dim grow" }, subtitle(s)), el("span", { class: "mono dim" }, s.code),
    ),
  );
  const asked = field.value.trim() !== "";
  clear(list, options.length ? options : el("li", { class: "dim" }, t("没有叫“{what}”的站点", { what: field.value.trim() })));
  list.hidden = !asked;
  field.setAttribute("aria-expanded", String(asked));
  if (asked && rows.length) field.setAttribute("aria-activedescendant", `search-${active}`);
  else field.removeAttribute("aria-activedescendant");
}

function move(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by && rows.length) {
    event.preventDefault();
    active = (active + by + rows.length) % rows.length;
    draw();
  } else if (event.key === "Escape") {
    event.stopPropagation();
    field.value = "";
    close();
    field.blur();
    document.body.classList.remove("searching");
  }
}

/** Wire the search; a query in the address (`?q=`) is put in at once. */
export function addSearch() {
  form.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": "search-list", "aria-expanded": "false", "aria-autocomplete": "list" })) {
    field.setAttribute(name, value);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (rows[active]) choose(rows[active]);
  });
  field.addEventListener("input", () => {
    active = 0;
    draw();
  });
  field.addEventListener("keydown", move);
  field.addEventListener("blur", close);
}

/** Answer a query that came with the address. */
export function searchFor(text) {
  const found = search(text);
  if (found.length === 1) choose(found[0]);
  else {
    field.value = text;
    field.focus();
    draw();
  }
}
