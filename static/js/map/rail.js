// The left rail: overlays to choose, and the filters, which are the legend.

import { LEVELS, clear, el, glyph, levelWord, svg } from "../lib/dom.js";
import { lang, t } from "../lib/i18n.js";
import { countsOf, data, passing } from "./model.js";
import { OVERLAYS, clearFilters, filtered, hide, state, toggle, update } from "./state.js";
import { kindName, overlayNote, overlayWord, ruleOf } from "./words.js";

const tick = () => svg("svg", { class: "tick-box", viewBox: "0 0 14 14", "aria-hidden": "true" }, svg("path", { d: "m3 7.2 2.8 2.8L11 4.5" }));
const dot = () => svg("svg", { class: "dot-box", viewBox: "-7 -7 14 14", "aria-hidden": "true" }, svg("circle", { r: 3.2 }));

export const waveMark = () =>
  svg("svg", { width: 16, height: 8, viewBox: "-8 -4 16 8", "aria-hidden": "true" }, svg("path", { class: "wave", d: "M-7 1q3.5-3.5 7 0t7 0" }));

function overlayRow(overlay, index) {
  const chosen = state.overlay === overlay;
  return el(
    "label",
    { class: "check", title: t("快捷键 {key}", { key: index + 1 }) },
    el("input", { type: "radio", class: "vh", name: "overlay", value: overlay, checked: chosen, onchange: () => update({ overlay }) }),
    dot(),
    el("span", { class: chosen ? "strong" : null }, overlayWord(overlay)),
    el("span", { class: "n small" }, overlayNote(overlay)),
  );
}

/** One row of a facet; Shift and click shows this value alone. */
function facetRow(facet, value, label, count, values) {
  const on = !state.hidden[facet].has(value);
  const onclick = (event) => {
    if (!event.shiftKey) return;
    event.preventDefault();
    hide(facet, values.filter((v) => v !== value));
  };
  return el(
    "label",
    { class: "check", onclick, title: t("按住 Shift 点选：只看这一项") },
    el("input", { type: "checkbox", class: "vh", checked: on, onchange: () => toggle(facet, value), dataset: { facet, value } }),
    tick(), el("span", { class: "row label" }, label), el("span", { class: "n" }, count),
  );
}

function facet(name, title, rows) {
  if (!rows.length) return null;
  const counts = countsOf(name);
  const values = rows.map(([value]) => value);
  const some = values.some((v) => state.hidden[name].has(v));
  const all = el("button", { type: "button", class: "linkish small", onclick: () => hide(name, some ? [] : values) }, some ? t("全选") : t("全不选"));
  return el(
    "fieldset",
    { class: "sec", dataset: { section: name } },
    el("legend", { class: "vh" }, title),
    el("div", { class: "row" }, el("h3", { class: "grow", "aria-hidden": "true" }, title), all),
    rows.map(([value, label]) => facetRow(name, value, label, counts.get(value) ?? 0, values)),
  );
}

/** [value, label] of every district or company that has a station, by number of stations. */
function owners(field, keyName, none) {
  const seen = new Map();
  for (const s of data.stations) {
    const [value, label] = s[field] ? [s[field][keyName], s[field].name] : ["-", none];
    const entry = seen.get(value) ?? { label, n: 0 };
    entry.n += 1;
    seen.set(value, entry);
  }
  const order = ([a, x], [b, y]) => (a === "-") - (b === "-") || y.n - x.n || x.label.localeCompare(y.label, lang);
  return [...seen].sort(order).map(([value, { label }]) => [value, label]);
}

const levelRow = (level) => [
  level,
  [glyph(level), el("span", {}, el("span", { class: "strong" }, levelWord(level)), " ", el("span", { class: "small dim" }, ruleOf(state.overlay, level)))],
];

const present = (name, value) => data.stations.some((s) => (name === "kind" ? s.kind === value : s.remote === (value === "yes")));

function facets() {
  const kinds = [["air", kindName("air")], ["water", [waveMark(), kindName("water")]]].filter(([v]) => present("kind", v));
  const reach = [["yes", t("偏远或难到达")], ["no", t("一般")]].filter(([v]) => present("remote", v));
  return [
    facet("level", t("状态（即图例）"), LEVELS.map(levelRow)),
    facet("kind", t("站点类型"), kinds),
    facet("district", t("区县"), owners("district", "code", t("不在已知区县内"))),
    facet("company", t("运维单位"), owners("company", "key", t("未指定"))),
    facet("remote", t("可达性"), reach.length > 1 ? reach : []),
  ];
}

/** Draw the rail anew; the focus stays on the same control. */
export function drawRail(host) {
  const { facet: f, value } = document.activeElement?.dataset ?? {};
  const radio = document.activeElement?.name === "overlay";
  const overlays = el(
    "div",
    { class: "sec" },
    el("h3", { id: "overlay-title" }, t("叠加图层")),
    el("div", { role: "radiogroup", "aria-labelledby": "overlay-title" }, OVERLAYS.map(overlayRow)),
  );
  const foot = el(
    "div",
    { class: "sec row" },
    el("span", { class: "small dim grow" }, t("显示 {n} / {all} 站", { n: passing().length, all: data.stations.length })),
    filtered() && el("button", { type: "button", class: "linkish small", onclick: clearFilters }, t("清空全部条件")),
  );
  const done = el("button", { type: "button", class: "btn btn--main only-phone", dataset: { closeFilter: "" } }, t("看结果"));
  clear(host, overlays, foot, facets(), el("div", { class: "sec only-phone" }, done));
  if (radio) host.querySelector(`input[name=overlay][value=${state.overlay}]`)?.focus();
  else if (f) host.querySelector(`input[data-facet="${f}"][data-value="${CSS.escape(value)}"]`)?.focus();
}
