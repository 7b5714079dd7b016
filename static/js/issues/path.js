// The state path: past with dates, now, still to come.
import { clear, el } from "../lib/dom.js";
import { day } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const NOW = { open: 2, rectified: 3, verified: 4, closed: 5 };

/** Draw the path of an issue: lead, confirmed, rectification, verification, close-out. */
export function drawPath(list, issue, asOf) {
  const events = issue.events ?? [];
  const at = (to, from) => events.findLast((event) => event.to_state === to && (!from || event.from_state === from))?.at;
  const rounds = 1 + events.filter((event) => event.from_state === "rectified" && event.to_state === "open").length;
  const seen = issue.evidence?.find((crop) => crop.kind === "current")?.taken_at;
  const stages = [
    [t("线索"), day(seen ?? issue.found_at, asOf)],
    [t("认定"), day(issue.found_at, asOf)],
    [t("整改"), issue.state === "open" ? t("第 {n} 轮", { n: rounds }) : day(at("rectified"), asOf)],
    [t("核查"), issue.state === "rectified" ? t("待核查") : day(at("verified"), asOf)],
    [t("销号"), issue.state === "verified" ? t("待销号") : day(at("closed"), asOf)],
  ];
  const now = NOW[issue.state] ?? 2;
  clear(list, stages.map(([name, note], index) => item(name, note, index, now)));
}

function item(name, note, index, now) {
  const past = index < now;
  const place = past ? "past" : index === now ? "now" : "";
  const quiet = index === 0 || index === now || index === 4 ? "" : " skip-phone";
  const shown = past || index === now ? note : "";
  return el("li", { class: place + quiet, "aria-current": index === now ? "step" : null }, el("b", {}, name), el("span", {}, shown || "\u00a0"));
}
