// The sheet over the decision bar: one question, its choices numbered, Esc goes back.
import { $, clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

/** A sheet with a title, a way back and parts. */
export function sheet(title, close, ...parts) {
  const shut = el("button", { type: "button", class: "btn btn--quiet", onclick: close }, t("返回"), el("kbd", {}, "Esc"));
  return el("div", { class: "decide-sheet", role: "dialog", "aria-label": title }, el("div", { class: "row" }, el("h2", { class: "grow" }, title), shut), parts);
}

/** A row of choices, each [word, act, note?]; the digits press them. */
export function choices(items) {
  return el("div", { class: "row row--wrap" }, items.filter(Boolean).map(([word, act, note], at) => el(
    "button",
    { type: "button", class: "btn", onclick: act },
    word,
    note && el("span", { class: "dim" }, note),
    at < 9 ? el("kbd", {}, String(at + 1)) : null,
  )));
}

/** Put a sheet up and the focus into it; null takes it down. */
export function openSheet(form) {
  const box = $("#sheet");
  clear(box, form);
  box.querySelector("[data-first], textarea, input, .row--wrap > button")?.focus();
}
