// The state path: past with dates, now, still to come.
import { clear, el } from "../lib/dom.js";
import { day } from "../lib/format.js";
import { t } from "../lib/i18n.js";

/** Draw the path of an issue, as the server tells it. */
export function drawPath(list, issue, asOf) {
  const stages = issue.path ?? [];
  clear(list, stages.map((stage, index) => item(stage, { issue, asOf, ends: index === 0 || index === stages.length - 1 })));
}

function item({ state, text, at, place }, { issue, asOf, ends }) {
  const quiet = ends || place === "now" ? "" : " skip-phone";
  const here = place === "now" && !["closed", "merged", "rejected"].includes(issue.state);
  const below = [at ? day(at, asOf) : "", here && issue.rounds > 1 ? t("第 {n} 轮", { n: issue.rounds }) : "", here && issue.paused_on ? t("计时暂停") : ""].filter(Boolean).join(" · ");
  const soon = state === "lookback" && place === "next" ? t("30–90 天") : "\u00a0";
  return el("li", { class: (place === "next" ? "" : place) + quiet, "aria-current": place === "now" ? "step" : null }, el("b", {}, here ? issue.state_text : text), el("span", {}, below || soon));
}
