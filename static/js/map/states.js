// Nothing there, nothing found, still coming, failed: the fact, then the next step.

import { $, el, icon, levelWord, svg } from "../lib/dom.js";
import { listed, t } from "../lib/i18n.js";
import { data, facetOf } from "./model.js";
import { FACETS, clearFilters, hide, state } from "./state.js";
import { kindName } from "./words.js";

function block(name, title, text, ...buttons) {
  const mark = icon(name);
  mark.setAttribute("class", "i i--big");
  return el("section", { class: "state" }, mark, el("h1", {}, title), el("p", {}, text), el("div", { class: "row row--wrap" }, buttons));
}

const facetTitle = (facet) =>
  ({ level: t("状态"), kind: t("站点类型"), district: t("区县"), company: t("运维单位"), remote: t("可达性") })[facet];

function valueWord(facet, value) {
  if (facet === "level") return levelWord(value);
  if (facet === "kind") return kindName(value);
  if (facet === "remote") return value === "yes" ? t("偏远或难到达") : t("一般");
  const station = data.stations.find((s) => facetOf[facet](s) === value);
  return station?.[facet]?.name ?? t("未指定");
}

/** No station passes the filters: say which are set, and offer to lift each. */
export function noMatch() {
  const set = FACETS.filter((f) => state.hidden[f].size);
  const values = (f) => listed([...state.hidden[f]].map((v) => valueWord(f, v)));
  const said = set.map((f) => t("{facet}不看 {values}", { facet: facetTitle(f), values: values(f) }));
  return block(
    "filter", t("没有符合条件的站点"), t("当前条件：{said}。", { said: said.join(t("；")) }),
    el("button", { type: "button", class: "btn btn--main", onclick: clearFilters }, t("清空全部条件")),
    set.slice(0, 2).map((f) => el("button", { type: "button", class: "btn", onclick: () => hide(f, []) }, t("恢复“{facet}”", { facet: facetTitle(f) }))),
  );
}

/** Stations there may be, but none for this person. */
export function noneForYou() {
  const text = t("您的权限范围内没有站点；如需查看，请联系管理员。");
  return el("div", { class: "cover" }, block("user", t("没有可查看的站点"), text));
}

/** An installation without stations or districts says what to do first. */
export function emptyInstallation(districts, mayImport) {
  if (!mayImport && districts.features.length) return noneForYou();
  const commands = [
    !districts.features.length && "flask --app webapp districts import FILE.geojson --datum wgs84 --source SOURCE",
    "flask --app webapp stations import FILE.csv --datum wgs84",
  ].filter(Boolean);
  const text = districts.features.length
    ? t("区县边界已导入，还没有站点。可导入 CSV、XLSX 或 GeoJSON，须写明坐标系。")
    : t("还没有区县边界和站点。先导入区县（带编码的 GeoJSON），再导入站点，均须写明坐标系。");
  return el(
    "div",
    { class: "cover" },
    block(
      "map", t("这里还是空的"), text,
      mayImport && !districts.features.length && el("a", { class: "btn btn--main", href: "/imports/districts" }, t("导入区县")),
      mayImport && el("a", { class: districts.features.length ? "btn btn--main" : "btn", href: "/imports/stations" }, t("导入站点")),
      !mayImport && el("span", { class: "dim" }, t("由有导入权限的人员操作。")),
      el("p", { class: "mono dim cmds" }, commands.map((c) => el("span", { class: "cmd" }, c))),
    ),
  );
}

/** The stations could not be fetched. */
export function failed(error, retry) {
  return el(
    "div",
    { class: "cover" },
    block(
      "link", t("站点状态取不到"), error.message || t("服务器没有答复。"),
      el("button", { type: "button", class: "btn btn--main", onclick: retry }, t("现在重试")),
      el("span", { class: "mono dim" }, error.code ?? "error"),
    ),
  );
}

const WIDTHS = [120, 90, 140, 100, 80];

/** Grey bars in place of a list that has not come within 300 ms. */
export function skeleton() {
  const bars = WIDTHS.flatMap((w, i) => [
    svg("rect", { class: "sk", x: 0, y: i * 24, width: 60, height: 12 }),
    svg("rect", { class: "sk", x: 76, y: i * 24, width: w, height: 12 }),
    svg("rect", { class: "sk", x: 240, y: i * 24, width: 80, height: 12 }),
  ]);
  return el("div", { class: "sec", "aria-busy": "true" }, svg("svg", { width: 320, height: 120, "aria-hidden": "true" }, bars), el("p", { class: "dim gap" }, t("正在取站点状态")));
}

/** Show or lift what covers the map. */
export function cover(node) {
  $(".cover")?.remove();
  if (node) $("[data-mapbox]").append(node);
}
