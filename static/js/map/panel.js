// The panel at the right: the chosen station and why it has its colour, or the whole in figures.

import { get } from "../lib/api.js";
import { $, LEVELS, clear, el, glyph, icon, levelWord } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { data, levelOf, passing, sorted } from "./model.js";
import { chartSection } from "./chart.js";
import { imagerySection } from "./imagery.js";
import { actions, factsSection, issuesSection, leadsSection } from "./sections.js";
import { drawZones } from "./zones.js";
import { state, update } from "./state.js";
import { overlayWord, subtitle } from "./words.js";
import { otherTests, why } from "./why.js";

const details = new Map();
let asked = 0;

const FRESH_MS = 8 * 60_000; // the grants for tiles inside last ten minutes

const fresh = (code) => {
  const kept = details.get(code);
  return kept && Date.now() - kept.at < FRESH_MS ? kept.detail : undefined;
};

/** The API's full answer about a station, with the addresses of its scenes' tiles. */
export async function detailOf(code) {
  const kept = fresh(code);
  if (kept) return kept;
  const name = encodeURIComponent(code);
  const [detail, scenes] = await Promise.all([get(`stations/${name}`), get(`scenes?station=${name}`).catch(() => null)]);
  if (scenes) detail.scenes = scenes.items;
  details.set(code, { detail, at: Date.now() });
  return detail;
}

export const forgetDetails = () => details.clear();

export const may = (what) => $("[data-map]").dataset[`may${what}`] === "1";

const close = () =>
  el("button", { type: "button", class: "btn btn--quiet btn--icon", "aria-label": t("关闭 Esc"), onclick: () => update({ station: null }) }, icon("close"));

export const grip = () =>
  el("button", { type: "button", class: "gripbar only-phone", dataset: { grip: "" }, "aria-label": t("收放详情") });

function head(station) {
  return el(
    "div",
    { class: "head" },
    grip(),
    el("div", { class: "row row--top" }, el("div", { class: "grow" }, el("h1", {}, station.name), el("p", { class: "dim" }, subtitle(station))), close()),
  );
}

/** Where nothing is chosen: counts by level and the stations to look at first. */
function overview(host) {
  const stations = passing();
  const worst = sorted(stations, { key: "level", down: false }).filter((s) => ["alarm", "warn", "att"].includes(levelOf(s))).slice(0, 12);
  const count = (level) => stations.filter((s) => levelOf(s) === level).length;
  const button = (s) =>
    el(
      "li", {},
      el("button", { type: "button", class: "pickrow", dataset: { station: s.code }, onclick: () => update({ station: s.code }) },
        glyph(levelOf(s)), el("span", { class: "grow" }, el("span", { class: "strong" }, s.name), el("small", {}, s.statuses[state.overlay]?.reason ?? ""))),
    );
  clear(
    host,
    el("div", { class: "head" }, grip(), el("h1", {}, overlayWord(state.overlay)), el("p", { class: "dim" }, t("{n} 个站点", { n: stations.length }))),
    el("dl", { class: "sec kv counts" }, LEVELS.map((level) => [el("dt", { class: "row" }, glyph(level), levelWord(level)), el("dd", {}, count(level))])),
    el("div", { class: "sec" }, el("h3", {}, t("先看这些")), worst.length ? el("ul", { class: "picklist" }, worst.map(button)) : el("p", { class: "dim" }, t("没有告警、预警或关注的站点。"))),
  );
}

function draw(host, station, detail) {
  clear(
    host,
    head(station), why(station, detail), otherTests(station, detail),
    detail && [chartSection(detail.readings, data.asOf), issuesSection(detail.issues), leadsSection(detail), imagerySection(detail), factsSection(detail)],
    !detail && el("p", { class: "sec dim", "aria-busy": "true" }, t("正在取详情")),
    actions(station, detail),
  );
  host.scrollTop = 0;
}

/** Draw the panel for the state as it is; the detail follows when it has come. */
export async function drawPanel(host) {
  asked += 1;
  const mine = asked;
  const station = data.byCode.get(state.station);
  $("[data-map]").classList.toggle("no-pick", !station);
  if (!station) {
    drawZones(null);
    overview(host);
    return;
  }
  const ready = fresh(station.code);
  draw(host, station, ready);
  if (ready) {
    drawZones(ready);
    return;
  }
  try {
    const detail = await detailOf(station.code);
    if (mine !== asked) return;
    draw(host, station, detail);
    drawZones(detail);
  } catch (error) {
    if (mine !== asked) return;
    const retry = el("button", { type: "button", class: "btn", onclick: () => drawPanel(host) }, t("重试"));
    host.querySelector("[aria-busy]")?.replaceWith(el("div", { class: "sec" }, el("p", {}, t("详情取不到：{why}", { why: error.message })), retry));
  }
}
