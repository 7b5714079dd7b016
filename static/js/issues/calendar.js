// The calendar days of a deadline as weeks: begun, used, today, due. Long ones are a bar instead.
import { el } from "../lib/dom.js";
import { isoDate } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const DAY = 86_400_000;
const MAX_WEEKS = 7;

/** The calendar of an issue's deadline, or a bar when it spans more than seven weeks. */
export function calendar(issue, asOf) {
  const begun = utc(isoDate(issue.found_at));
  const due = utc(issue.deadline_on);
  const first = monday(Math.min(begun, due));
  const weeks = Math.floor((monday(due) - first) / (7 * DAY)) + 1;
  if (weeks > MAX_WEEKS) return bar(begun, due, utc(isoDate(asOf)));
  const facts = { begun, due, today: utc(isoDate(asOf)), at: first };
  const rows = Array.from({ length: weeks }, (_, week) => el("tr", {}, Array.from({ length: 7 }, (__, d) => cell(first + (week * 7 + d) * DAY, facts))));
  const head = [t("一"), t("二"), t("三"), t("四"), t("五"), t("六"), t("日")].map((name) => el("th", { scope: "col" }, name));
  return el("table", { class: "cal" }, el("caption", { class: "vh" }, t("限期日历")), el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows));
}

function cell(at, { begun, due, today, at: first }) {
  const date = new Date(at);
  const name = at === begun ? t("认定") : at === due ? t("限期") : at === today ? t("今天") : "\u00a0";
  const classes = [
    at === due ? "due" : at > begun && at <= Math.min(today, due) ? "used" : at < begun || at > due ? "off" : "",
    at === today && at !== due ? "today" : "",
  ];
  const long = at === first || date.getUTCDate() === 1;
  return el("td", { class: classes.join(" ").trim() }, long ? `${date.getUTCMonth() + 1}-${date.getUTCDate()}` : String(date.getUTCDate()), el("small", {}, name));
}

function bar(begun, due, today) {
  const value = Math.max(0, Math.min(today, due) - begun);
  return el("progress", { class: "bar-p", max: String(due - begun), value: String(value), "aria-label": t("已用时间") });
}

function utc(iso) {
  return Date.parse(`${iso}T00:00:00Z`);
}

function monday(at) {
  return at - ((new Date(at).getUTCDay() + 6) % 7) * DAY;
}
