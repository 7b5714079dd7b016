// The queue of leads: waiting ones first, the ones decided in this sitting below, dimmed.
import { clear, el } from "../lib/dom.js";
import { day, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { bring } from "./inview.js";
import { decisionWord } from "./words.js";

const waits = (finding) => finding.state === "pending";

/** Draw the queue; `onPick(id)` is called by a click. */
export function drawQueue(list, findings, currentId, onPick) {
  clear(list, inOrder(findings).map((finding) => entry(finding, currentId, onPick)));
  const current = list.querySelector("[aria-current]");
  bring(current, list); // on a phone the list runs sideways
  bring(current, list.closest(".rail"));
}

/** Waiting ones first; where none waits, all in the order they came. */
export function inOrder(findings) {
  return [...findings.filter(waits), ...findings.filter((finding) => !waits(finding))];
}

/** The neighbour of a finding in the order shown, or null; `all`: decided ones are not skipped. */
export function neighbour(findings, currentId, step, all = false) {
  const walk = inOrder(findings).filter((finding) => all || waits(finding) || finding.id === currentId);
  const at = walk.findIndex((finding) => finding.id === currentId);
  return walk[at + step] ?? null;
}

function entry(finding, currentId, onPick) {
  const waiting = waits(finding);
  const figure = finding.origin === "person" ? t("人工") : number(finding.confidence, 2);
  const button = el(
    "button",
    { type: "button", class: "q-btn", onclick: () => onPick(finding.id) },
    el("span", { class: waiting ? "strong" : "" }, finding.station.name),
    el("span", { class: waiting ? "" : "small" }, waiting ? figure : decisionWord(finding.state)),
    el("span", { class: waiting ? "mid" : "" }, finding.name),
    el("span", { class: "small dim" }, waiting ? day(finding.scene?.taken_at) : t("已判")),
  );
  const current = finding.id === currentId ? "true" : null;
  return el("li", { class: waiting ? "" : "done", "aria-current": current }, button);
}
