// The rows of the ledger, and which of them are chosen.
import { $, $$, clear, el, grade, gradeWord, tag } from "../../lib/dom.js";
import { day, recent } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { dutyName } from "../../review/words.js";
import { days, remainingChip } from "../words.js";

let shown = [];

/** Draw a page of issues; nothing is chosen. */
export function drawRows(items, asOf) {
  shown = items;
  clear($("#issues tbody"), items.map((issue) => row(issue, asOf)));
  $("#pick-all").checked = false;
}

/** The chosen issues. */
export function picked() {
  const numbers = new Set($$("#issues tbody input:checked").map((box) => box.value));
  return shown.filter((issue) => numbers.has(issue.number));
}

/** Choose all rows or none. */
export function pickAll(chosen) {
  for (const box of $$("#issues tbody input[type=checkbox]")) box.checked = chosen;
}

function row(issue, asOf) {
  const address = `/issues/${issue.number}`;
  return el(
    "tr",
    {},
    el("td", { class: "cell-pick" }, el("input", { type: "checkbox", value: issue.number, "aria-label": t("选中 {number}", { number: issue.number }) })),
    el("td", {}, tag(issue.state_text)),
    el("td", {}, remainingChip(issue)),
    el("td", { class: "cell-title" }, el("a", { href: address }, issue.title), el("span", { class: "mono dim only-phone" }, issue.number)),
    el("td", { class: "mono no-phone" }, issue.number),
    el("td", { class: "no-phone" }, issue.station.name),
    el("td", { class: "no-phone" }, el("span", { class: "row" }, grade(issue.grade), gradeWord(issue.grade))),
    el("td", { class: "no-phone" }, issue.responsible?.name || dutyName(issue.responsible?.kind)),
    el("td", { class: "no-phone" }, term(issue, asOf)),
    el("td", { class: "no-phone dim" }, recent(issue.found_at, asOf)),
  );
}

function term({ deadline_on: on, deadline_days: count, deadline_unit: unit }, asOf) {
  if (on) return day(on, asOf);
  return count ? days(count, unit) : t("未设");
}
