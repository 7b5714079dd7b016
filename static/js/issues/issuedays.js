// The days of a deadline as weeks: ordered, used, off, swapped, paused, today, due. Long ones are a bar.
import { el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

/** The calendar of an issue's deadline, as the server counted its days. */
export function calendar(issue) {
  const { clock } = issue;
  if (!clock?.days?.length) return clock?.total ? bar(clock) : null;
  const facts = { begun: clock.begun_on, due: issue.deadline_on, today: clock.today, word: clock.ordered ? t("下达") : t("认定"), n: 0 };
  const cells = clock.days.map((one, at) => cell(one, at, facts));
  const rows = Array.from({ length: cells.length / 7 }, (_, week) => el("tr", {}, cells.slice(week * 7, week * 7 + 7)));
  const head = [t("一"), t("二"), t("三"), t("四"), t("五"), t("六"), t("日")].map((name) => el("th", { scope: "col" }, name));
  return el("table", { class: "cal" }, el("caption", { class: "vh" }, t("限期日历")), el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows));
}

function cell(one, at, facts) {
  const inside = one.on > facts.begun && one.on <= facts.due;
  const counted = inside && one.counts;
  if (counted) facts.n += 1;
  const classes = [
    one.on === facts.due ? "due" : counted && one.on <= facts.today ? "used" : counted ? "" : "off",
    one.on === facts.today && one.on !== facts.due ? "today" : "",
    one.swapped && one.worked && counted ? "swap" : "",
  ];
  const [, month, date] = one.on.split("-").map(Number);
  return el("td", { class: classes.join(" ").trim() }, at === 0 || date === 1 ? `${month}-${date}` : String(date), el("small", {}, word(one, facts, counted)));
}

function word(one, { begun, due, today, word: first, n }, counted) {
  if (one.on === begun) return first;
  if (one.on === due) return t("限期");
  if (one.on === today) return t("今天");
  if (one.paused && one.on > begun && one.on < due) return t("暂停");
  if (counted) return one.swapped && one.worked ? t("班 {n}", { n }) : String(n);
  return one.swapped && one.worked === false ? t("休") : "\u00a0";
}

function bar({ used, total }) {
  return el("progress", { class: "bar-p", max: String(total), value: String(Math.max(0, Math.min(used ?? 0, total))), "aria-label": t("已用时间") });
}
