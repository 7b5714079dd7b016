// The state path: past with dates, now, still to come.
import { clear, el } from "../lib/dom.js";
import { day } from "../lib/format.js";

/** Draw the path of an issue, as the server tells it. */
export function drawPath(list, issue, asOf) {
  const stages = issue.path ?? [];
  clear(list, stages.map((stage, index) => item(stage, index, stages.length, asOf)));
}

function item({ text, at, place }, index, count, asOf) {
  const quiet = index === 0 || place === "now" || index === count - 1 ? "" : " skip-phone";
  const name = place === "next" ? "" : place;
  return el("li", { class: name + quiet, "aria-current": place === "now" ? "step" : null }, el("b", {}, text), el("span", {}, at ? day(at, asOf) : "\u00a0"));
}
