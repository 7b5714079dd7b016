// Deadline, duty and chain: the right column.
import { el } from "../lib/dom.js";
import { day } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { pairs } from "../review/facts.js";
import { dutyName } from "../review/words.js";
import { calendar } from "./calendar.js";
import { days, remainingChip } from "./words.js";

/** The deadline: date, what is left, how it is counted, and the days. */
export function due(issue, asOf) {
  const head = el("div", { class: "row" }, el("h2", { class: "grow" }, t("限期")), remainingChip(issue));
  if (!issue.deadline_on) return [head, undated(issue)];
  const rule = t("自认定次日起 {days}", { days: days(issue.deadline_days, issue.deadline_unit) });
  return [
    head,
    el("p", {}, el("span", { class: "big" }, day(issue.deadline_on, asOf)), " ", el("span", { class: "mid" }, `${weekday(issue.deadline_on)} ${t("24:00 前")}`)),
    el("p", { class: "small mid" }, rule),
    calendar(issue, asOf),
  ];
}

// Working days need the year's calendar of holidays; without one no date is guessed.
function undated({ deadline_days: count, deadline_unit: unit }) {
  if (!count) return el("p", { class: "mid" }, t("这类问题没有设限期。"));
  return [
    el("p", {}, el("span", { class: "big" }, days(count, unit))),
    el("p", { class: "small mid" }, t("自认定次日起算。工作日历尚未导入，不推算到期日。")),
  ];
}

function weekday(iso) {
  const names = [t("周日"), t("周一"), t("周二"), t("周三"), t("周四"), t("周五"), t("周六")];
  return names[new Date(`${iso}T00:00:00Z`).getUTCDay()];
}

/** Who must act, who found it, who may verify. */
export function duty(issue) {
  const events = issue.events ?? [];
  const by = (steps) => events.findLast((event) => steps.includes(event.action))?.actor;
  const verifier = (issue.verifications ?? []).filter((one) => one.passed && one.round === issue.rounds).map((one) => one.verifier).join("、");
  return [pairs([
    [t("责任主体"), [issue.responsible?.name ?? t("未定"), " ", el("span", { class: "dim" }, dutyName(issue.responsible?.kind))]],
    [t("认定人"), issue.found_by],
    [t("整改登记"), by(["fixed", "apply_close"]) ?? el("span", { class: "dim" }, t("未登记"))],
    [t("核查人"), verifier || [t("未指定"), " ", el("span", { class: "dim" }, t("须非整改方"))]],
  ])];
}

/** What the chain proves, and what it cannot. */
export function chain(events) {
  const last = [...events].sort((a, b) => a.seq - b.seq).at(-1);
  const tail = last ? `${last.hash.slice(0, 4)}…${last.hash.slice(-4)}` : "";
  return [
    el("h3", {}, t("记录链")),
    el("p", { class: "small mid" }, t("本问题的 {n} 条记录写在全系统同一条链上，最新一条 ", { n: events.length }), el("span", { class: "mono" }, tail)),
    el("p", { class: "small dim" }, t("逐条校验用 flask audit verify；未外存的末尾若被截去，本页无法发现。")),
  ];
}
