// What has been seen of a station: its latest scenes and flights, and how much could be judged.

import { el } from "../lib/dom.js";
import { day, percent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { data } from "./model.js";
import { middleTile } from "./tiles.js";

export const sourceWord = (kind) =>
  ({ satellite: t("卫星"), orthomosaic: t("正射影像"), aerial: t("航空影像") })[kind] ?? kind;

/** What a detector looks for. */
export const detectorWord = (name) => ({ water: t("水面变化"), vegetation: t("植被遮挡") })[name] ?? name;

function caption(scene) {
  const date = scene.taken_at ? day(scene.taken_at, data.asOf) : t("时间不明");
  return `${date} ${scene.baseline ? t("基准") : sourceWord(scene.source_kind)}`;
}

const unseen = () => el("span", { class: "nothumb hatched" });

function picture(scene) {
  const tile = middleTile(scene);
  if (!tile) return unseen();
  const onerror = ({ target }) => target.replaceWith(unseen());
  const image = el("img", { src: tile.src, alt: `${caption(scene)} ${scene.filename}`, width: 104, height: 64, onerror });
  image.style.objectPosition = tile.position;
  return image;
}

const thumb = (scene) =>
  el("figure", {}, el("a", { href: `/imagery/scenes/${scene.id}` }, picture(scene)), el("figcaption", {}, caption(scene)));

function assessed(row) {
  if (row.abstained) return t("{what}：不能判断，{why}", { what: detectorWord(row.detector), why: row.abstained.text });
  const left = 1 - row.assessed_fraction;
  const text = t("{what}：可评估 {p}", { what: detectorWord(row.detector), p: percent(row.assessed_fraction, 0) });
  return left >= 0.005 ? text + t("，未覆盖 {p} 不判定", { p: percent(left, 0) }) : text;
}

/** The section of recent imagery. */
export function imagerySection(detail) {
  const scenes = [...detail.scenes].sort((a, b) => (b.taken_at ?? "").localeCompare(a.taken_at ?? ""));
  const ready = scenes.filter((s) => s.state === "ready");
  const flights = detail.flights ?? [];
  const newest = detail.assessments.filter((a) => a.scene_id === detail.assessments[0]?.scene_id);
  const none = !scenes.length && !flights.length;
  return el(
    "div", { class: "sec" },
    el("div", { class: "row" }, el("h3", { class: "grow" }, t("最近影像")), !none && el("a", { class: "small", href: `/imagery?station=${encodeURIComponent(detail.code)}` }, t("全部"))),
    none && el("p", { class: "dim hatched" }, t("从未看过影像，不判定。")),
    ready.length > 0 && el("div", { class: "thumbs" }, ready.slice(0, 3).map((s) => thumb(s))),
    scenes.length > ready.length && el("p", { class: "small dim" }, t("{n} 幅未就绪", { n: scenes.length - ready.length })),
    flights.slice(0, 3).map((f) => el("p", {}, el("a", { href: `/imagery/flights/${f.id}` }, f.name), " ", el("span", { class: "small dim" }, t("{n} 张，位置不确定", { n: f.photo_count ?? 0 })))),
    newest.length > 0 && el("ul", { class: "small mid gap" }, newest.map((a) => el("li", {}, assessed(a)))),
  );
}
