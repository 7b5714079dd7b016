// Values received against due, day by day: ink bars, hatch where nothing was due, empty where nothing came.

import { el, svg } from "../lib/dom.js";
import { day, number, recent } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const [WIDE, HIGH, LIMIT] = [332, 72, 0.85];

function bar(entry, index, step) {
  const x = (index * step).toFixed(1);
  const width = Math.max(step - 2, 1).toFixed(1);
  const words = t("收到 {got} / 应收 {due}", { got: number(entry.received), due: number(entry.expected) });
  const name = svg("title", {}, `${entry.date} ${words}`);
  if (!entry.expected) return svg("g", {}, name, svg("rect", { class: "bar--hole", x, y: 0, width, height: HIGH }));
  const high = Math.min(entry.received / entry.expected, 1) * HIGH;
  return svg("g", {}, name, svg("rect", { class: "bar-bg", x, y: 0, width, height: HIGH }), svg("rect", { class: "bar", x, y: (HIGH - high).toFixed(1), width, height: high.toFixed(1) }));
}

function chart(days, asOf) {
  const [got, due] = ["received", "expected"].map((k) => days.reduce((sum, d) => sum + d[k], 0));
  const limit = HIGH * (1 - LIMIT);
  return svg(
    "svg",
    { class: "daychart", viewBox: `0 0 ${WIDE} 88`, role: "img", "aria-label": t("近 {n} 日收到 {got}，应收 {due}", { n: days.length, got: number(got), due: number(due) }) },
    days.map((d, i) => bar(d, i, WIDE / days.length)),
    svg("path", { class: "bar-limit", d: `M0 ${limit.toFixed(1)}H${WIDE}` }),
    svg("text", { class: "axis", x: 0, y: 85 }, day(days[0].date, asOf)),
    svg("text", { class: "axis", x: WIDE / 2, y: 85, "text-anchor": "middle" }, t("虚线为 85% 限")),
    svg("text", { class: "axis", x: WIDE, y: 85, "text-anchor": "end" }, day(days.at(-1).date, asOf)),
  );
}

function latest(rows, asOf) {
  if (!rows?.length) return null;
  const items = rows.map((r) => [el("dt", {}, r.parameter), el("dd", {}, `${r.value ?? "—"} ${r.unit ?? ""}`, " ", el("span", { class: "dim small" }, recent(r.observed_at, asOf)))]);
  return el("details", { class: "more" }, el("summary", { class: "small" }, t("最近读数")), el("dl", { class: "kv" }, items));
}

/** The section of daily data. */
export function chartSection(readings, asOf) {
  const days = readings?.days ?? [];
  const some = days.some((d) => d.received) || readings?.latest?.length;
  return el(
    "div",
    { class: "sec" },
    el("h3", {}, t("数据到数，逐日")),
    some ? chart(days, asOf) : el("p", { class: "dim hatched" }, t("没有读数，不判定。")),
    latest(readings?.latest, asOf),
  );
}
