// The queue of leads: waiting ones first, the ones decided in this sitting below, dimmed.
import { clear, el } from "../lib/dom.js";
import { day, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { decisionWord } from "./words.js";

/** Draw the queue; `onPick(id)` is called by a click. */
export function drawQueue(list, findings, currentId, onPick) {
  const waiting = findings.filter((finding) => finding.state === "pending");
  const done = findings.filter((finding) => finding.state !== "pending");
  clear(list, [...waiting, ...done].map((finding) => entry(finding, currentId, onPick)));
  list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

/** The neighbour of a finding in the order shown, or null; decided ones are skipped. */
export function neighbour(findings, currentId, step) {
  const waiting = findings.filter((finding) => finding.state === "pending" || finding.id === currentId);
  const at = waiting.findIndex((finding) => finding.id === currentId);
  return waiting[at + step] ?? null;
}

function entry(finding, currentId, onPick) {
  const waiting = finding.state === "pending";
  const button = el(
    "button",
    { type: "button", class: "q-btn", onclick: () => onPick(finding.id) },
    el("span", { class: waiting ? "strong" : "" }, finding.station.name),
    el("span", { class: waiting ? "" : "small" }, waiting ? number(finding.confidence, 2) : decisionWord(finding.state)),
    el("span", { class: waiting ? "mid" : "" }, finding.name),
    el("span", { class: "small dim" }, waiting ? day(finding.scene?.taken_at) : t("已判")),
  );
  const current = finding.id === currentId ? "true" : null;
  return el("li", { class: waiting ? "" : "done", "aria-current": current }, button);
}
