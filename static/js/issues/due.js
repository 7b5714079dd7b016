// The deadline: until when, in which unit, what is used and left, pauses and the extension.
import { el } from "../lib/dom.js";
import { day } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { calendar } from "./issuedays.js";
import { days, remainingChip } from "./words.js";

/** The section of an issue's deadline. */
export function due(issue, asOf) {
  const head = el("div", { class: "row" }, el("h2", { class: "grow" }, t("限期")), remainingChip(issue));
  if (!issue.deadline_on) return [head, undated(issue)];
  return [
    head,
    el("p", {}, el("span", { class: "big" }, day(issue.deadline_on, asOf)), " ", el("span", { class: "mid" }, `${weekday(issue.deadline_on)} ${t("24:00 前")}`)),
    el("p", { class: "small mid" }, counting(issue)),
    calendar(issue, asOf),
    pauses(issue, asOf),
  ];
}

function counting({ clock, deadline_days: given, deadline_unit: unit, extended_from: before, state }) {
  const total = days(clock?.total ?? given, unit);
  const since = clock?.ordered ? t("自下达次日起 {days}", { days: total }) : t("自认定次日起 {days}", { days: total });
  const used = clock?.used === null || clock?.used === undefined ? "" : t("，已用 {n}", { n: clock.used });
  const more = before ? t("；已延期，原限期 {on}", { on: before }) : ["closed", "lookback"].includes(state) ? "" : t("；可延期 1 次");
  return since + used + more;
}

function pauses(issue, asOf) {
  if (!issue.pauses?.length) return null;
  const line = ({ start_on: start, end_on: end, reason, by }) => el("li", {}, el("b", {}, t("暂停 {from} 至 {to}", { from: day(start, asOf), to: end ? day(end, asOf) : t("现在") })), ` ${reason} · ${by}`);
  return el("ul", { class: "stack small mid" }, issue.pauses.map(line));
}

// Working days need the year's calendar of holidays; without one no date is guessed.
function undated({ deadline_days: count, deadline_unit: unit }) {
  if (!count) return el("p", { class: "mid" }, t("这类问题没有设限期。"));
  return [
    el("p", {}, el("span", { class: "big" }, days(count, unit))),
    el("p", { class: "small mid" }, t("自认定次日起算。这一年的工作日历尚未导入，不推算到期日。")),
  ];
}

function weekday(iso) {
  const names = [t("周日"), t("周一"), t("周二"), t("周三"), t("周四"), t("周五"), t("周六")];
  return names[new Date(`${iso}T00:00:00Z`).getUTCDay()];
}
