// Small parts of the flight page.
import { el } from "../lib/dom.js";

/** Terms and values, rows of null left out. */
export function pairs(rows) {
  return el("dl", { class: "kv" }, rows.filter(Boolean).map(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]));
}

/** A section of the right panel. */
export function section(title, note, ...children) {
  return el("section", { class: "sec" }, el("div", { class: "row" }, el("h2", { class: "grow" }, title), note ? el("span", { class: "dim small" }, note) : null), ...children);
}
