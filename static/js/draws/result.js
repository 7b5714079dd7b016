// What was drawn, who inspects, who was passed over and why; and the frozen pools.
import { el, tag } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { howName, reasonName } from "./words.js";

const head = (...names) => el("thead", {}, el("tr", {}, names.map(([name, kind]) => el("th", { scope: "col", class: kind ?? "" }, name))));
const table = (heads, rows) => el("div", { class: "wide" }, el("table", { class: "tbl tbl--wrap" }, head(...heads), el("tbody", {}, rows)));

/** The drawn stations with their inspectors now, or why there are none yet. */
export function result(draw) {
  if (!draw.inside) return [el("h2", {}, t("抽取结果")), el("p", { class: "mid" }, t("抽中的站点和检查人员在公开前只对市局可见。您作为一方只保管秘密。"))];
  const { standing, result: made, changes, pools: frozen, why } = draw.inside;
  if (!made) return [el("h2", {}, t("抽取结果")), el("p", { class: "mid" }, t("尚未抽取。两方都揭示秘密后自动抽取，没有人能选择结果。"))];
  const who = (id) => person(id, frozen.names);
  const rows = standing.map((row, n) => el(
    "tr",
    {},
    el("td", { class: "num" }, String(n + 1)),
    el("td", {}, el("a", { href: `/?station=${encodeURIComponent(row.object)}` }, row.name), " ", el("span", { class: "mono dim" }, row.object)),
    el("td", { class: "no-phone" }, howName(row.how)),
    el("td", {}, row.inspectors.map(who), row.short ? tag(t("人员不足")) : null),
  ));
  return [
    el("h2", {}, t("抽取结果")),
    el("p", { class: "small mid" }, t("{n} 个站点，按抽取顺序；检查人员为补抽之后的现状。", { n: standing.length })),
    table([["", "num"], [t("站点")], [t("方式"), "no-phone"], [t("检查人员")]], rows),
    skipped(made, changes, frozen, why),
  ];
}

function person(id, names) {
  return el("p", {}, names[id] ?? "", " ", el("span", { class: "mono dim" }, id));
}

function skipped(made, changes, frozen, why) {
  const stations = new Map(frozen.objects.map((o) => [o.id, o]));
  const exact = (inspector, object) => {
    const known = why[inspector] ?? {};
    return known[object] ?? known[stations.get(object)?.company];
  };
  const line = (object, { inspector, reason }, extra) => el(
    "tr", {}, el("td", {}, stations.get(object)?.name ?? object), el("td", {}, person(inspector, frozen.names)),
    el("td", {}, reasonName(reason, exact(inspector, object))), el("td", { class: "dim" }, extra));
  const rows = made.drawn.flatMap((row) => row.skips.map((skip) => line(row.object, skip, t("抽取"))));
  for (const change of changes) {
    for (const redraw of change.redraws) {
      rows.push(line(redraw.object, { inspector: change.inspector, reason: change.kind }, t("换下，补抽 {who}", { who: redraw.inspectors.map((id) => frozen.names[id] ?? id).join(" ") || t("无人可抽") })));
      rows.push(...redraw.skips.map((skip) => line(redraw.object, skip, t("第 {n} 次补抽", { n: redraw.turn }))));
    }
  }
  if (!rows.length) return el("p", { class: "small dim" }, t("没有跳过任何人。"));
  return el("details", {}, el("summary", {}, t("跳过和补抽 {n} 条", { n: rows.length })), table([[t("站点")], [t("人员")], [t("原因")], [""]], rows));
}

/** The frozen pools: stations with weights, inspectors by number. */
export function pools(draw) {
  const frozen = draw.inside?.pools;
  if (!frozen) return [];
  const stations = frozen.objects.map((o) => el(
    "tr", {}, el("td", {}, o.name, " ", el("span", { class: "mono dim" }, o.id)), el("td", { class: "mono no-phone" }, o.stratum),
    el("td", { class: "num" }, number(o.weight)), el("td", { class: "num no-phone" }, number(o.parts.months)), el("td", { class: "num no-phone" }, number(o.parts.credit)),
    el("td", { class: "num no-phone" }, number(o.parts.complaints)), el("td", {}, o.forced ? tag(t("必抽")) : "")));
  const heads = [[t("站点")], [t("层"), "no-phone"], [t("权重"), "num"], [t("月数"), "num no-phone"], [t("扣分"), "num no-phone"], [t("投诉"), "num no-phone"], [""]];
  const people = frozen.inspectors.map((p) => el("li", {}, person(p.id, frozen.names)));
  const left = frozen.left_out.map(({ id, reason }) => el("li", {}, `${frozen.names[id] ?? ""} ${id} · ${reasonName(reason)}`));
  return [
    el("h2", {}, t("冻结的名单")),
    el("p", { class: "small mid" }, t("{stations} 个站点，{people} 名检查人员；冻结后不能改，数据库也拒绝。", { stations: frozen.objects.length, people: frozen.inspectors.length })),
    el("details", {}, el("summary", {}, t("站点和权重")), table(heads, stations)),
    el("details", {}, el("summary", {}, t("检查人员")), el("ul", { class: "names" }, people)),
    left.length ? el("details", {}, el("summary", {}, t("未进名单 {n}", { n: left.length })), el("ul", { class: "stack" }, left)) : null,
  ];
}
