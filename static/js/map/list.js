// The list under the map: what the map shows, worst first; it follows the view when asked to.

import { clear, el, icon, status } from "../lib/dom.js";
import { recent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { saveCsv } from "./csv.js";
import { data, levelOf, listed, passing } from "./model.js";
import { noMatch } from "./states.js";
import { hover } from "./stations.js";
import { state, update } from "./state.js";
import { kindWord, networkWord, overlayWord } from "./words.js";

export const columns = () => [
  { key: "level", title: overlayWord(state.overlay), cell: (s) => status(levelOf(s)) },
  { key: "name", title: t("站点"), cell: (s) => s.name, class: "strong" },
  { key: "kind", title: t("类型"), cell: (s) => `${kindWord(s.kind)} ${networkWord(s.network)}`, class: "mid" },
  { key: "district", title: t("区县"), cell: (s) => s.district?.name ?? "—", class: "mid" },
  { key: "company", title: t("运维单位"), cell: (s) => s.company?.name ?? "—", class: "mid owner" },
  { key: null, title: t("判定依据"), cell: (s) => s.statuses[state.overlay]?.reason ?? "", class: "mid reason" },
  { key: "last", title: t("最近数据"), cell: (s) => recent(s.last_reading_at, data.asOf), class: "num" },
  { key: "issues", title: t("未销号"), cell: (s) => s.open_issues, class: "num" },
  { key: "leads", title: t("线索"), cell: (s) => s.pending_findings, class: "num" },
];

function head(column) {
  const numeric = column.class === "num" ? "num" : null;
  if (!column.key) return el("th", { scope: "col" }, column.title);
  const chosen = state.sort.key === column.key;
  const order = chosen ? (state.sort.down ? "descending" : "ascending") : "none";
  const onclick = () => update({ sort: { key: column.key, down: chosen && !state.sort.down } });
  return el(
    "th",
    { class: numeric, scope: "col", "aria-sort": order },
    el("button", { type: "button", class: "sorter", onclick }, column.title, chosen && el("span", { class: state.sort.down ? "up" : null }, icon("sort"))),
  );
}

function row(station, shown) {
  return el(
    "tr",
    {
      dataset: { station: station.code }, tabindex: -1, "aria-selected": String(station.code === state.station),
      onclick: () => update({ station: station.code }),
      onmouseenter: () => hover(station.code), onmouseleave: () => hover(null),
    },
    shown.map((c) => el("td", { class: c.class ?? null, title: c.class?.includes("reason") ? c.cell(station) : null }, c.cell(station))),
  );
}

function title(stations) {
  const order = state.sort.key === "level" ? (state.sort.down ? t("按状态由轻到重") : t("按状态由重到轻")) : t("按所选列");
  return el(
    "div",
    { class: "list-head" },
    el("h2", {}, t("站点")),
    el("span", { class: "dim" }, t("{n} 个，{order}", { n: stations.length, order })),
    el("span", { class: "grow" }),
    el("button", { type: "button", class: "btn btn--quiet", "aria-pressed": String(state.onlyInView), onclick: () => update({ onlyInView: !state.onlyInView }) }, t("只看图内")),
    el("button", { type: "button", class: "btn btn--quiet", onclick: () => saveCsv(stations, columns()) }, t("导出 CSV")),
  );
}

/** Why the list is empty, or null. */
function nothing(stations) {
  if (stations.length) return null;
  if (!data.stations.length) return el("p", { class: "dim sec" }, t("还没有站点。"));
  if (passing().length) return el("p", { class: "dim sec" }, t("图内没有站点；移动地图或取消“只看图内”。"));
  return noMatch();
}

/** Draw the list anew, keeping how far it was scrolled. */
export function drawList(host) {
  const stations = listed();
  const scrolled = host.querySelector(".scroll")?.scrollTop ?? 0;
  const shown = columns();
  const table = el(
    "table",
    { class: "tbl tbl--stations" },
    el("thead", {}, el("tr", {}, shown.map(head))),
    el("tbody", {}, stations.map((s) => row(s, shown))),
  );
  clear(host, title(stations), el("div", { class: "scroll", tabindex: 0, "aria-label": t("站点列表") }, nothing(stations) ?? table));
  host.querySelector(".scroll").scrollTop = scrolled;
}

/** Bring the chosen row into view. */
export function showRow(host) {
  host.querySelector("tr[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
}

/** The station above or below the chosen one in the list. */
export function step(by) {
  const stations = listed();
  if (!stations.length) return;
  const at = stations.findIndex((s) => s.code === state.station);
  const next = at < 0 ? (by > 0 ? 0 : stations.length - 1) : Math.min(Math.max(at + by, 0), stations.length - 1);
  update({ station: stations[next].code });
}
