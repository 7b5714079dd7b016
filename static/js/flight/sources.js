// Logs with what they say and do not say, the clock between log and camera, effects on stations.
import { post } from "../lib/api.js";
import { clear, el } from "../lib/dom.js";
import { clock, distance, moment, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { pairs, section } from "./parts.js";

/** Draw logs and station events into `box`; `again()` is told when a log's question was answered. */
export function drawSources(box, flight, again) {
  clear(box, logs(flight, again), events(flight.events ?? []));
}

function logs(flight, again) {
  const { logs: list = [], clock_offset: offset, photos } = flight;
  const body = list.length
    ? [el("ul", { class: "stack" }, list.map((entry) => log(entry, flight, again))), offset?.matched ? pairs([[t("时钟差"), shift(offset)]]) : photos.length ? el("p", { class: "small dim" }, t("日志与照片的时钟差未能估出，按原时间对照。")) : null]
    : el("p", { class: "mid small" }, t("没有航迹日志；有日志时可补坐标、画出高度与速度。"));
  return section(t("航迹日志"), "", body);
}

function log(entry, flight, again) {
  const dropped = (entry.dropped ?? []).map(({ text, count }) => t("舍去 {n} 点：{why}", { n: number(count), why: text }));
  const notes = [...dropped, ...(entry.reasons ?? []).map((reason) => reason.text)];
  const span = entry.started_at ? `${moment(entry.started_at)}–${clock(entry.ended_at)}` : t("没有时刻");
  return el(
    "li", {},
    el("div", { class: "row" }, el("span", { class: "mono grow wrap-any" }, entry.filename), el("span", { class: "tag" }, entry.kind)),
    el("p", { class: "small mid" }, t("{n} 点", { n: number(entry.points) }), t("，"), span),
    notes.length ? el("ul", { class: "small dim" }, notes.map((note) => el("li", {}, note))) : null,
    entry.asked?.length && flight.may?.edit ? question(entry, flight, again) : null,
  );
}

// Which of the two columns is the longitude is asked, not guessed.
function question(entry, flight, again) {
  const words = { lonlat: t("经度在前"), latlon: t("纬度在前") };
  const said = el("span", { class: "small", role: "alert" });
  const answer = (order) => post(`flights/${flight.id}/logs/${entry.id}/order`, { order }).then(again, (error) => { said.textContent = error.message; });
  return el(
    "div", { class: "row row--wrap gap" }, el("span", { class: "small" }, t("坐标顺序不明，请选定：")),
    entry.asked.map((order) => el("button", { type: "button", class: "btn btn--small", onclick: () => answer(order) }, words[order] ?? order)), said,
  );
}

function shift({ seconds, spread_s: spread, matched }) {
  return t("照片加 {s} 秒与日志对齐（±{spread} 秒，{n} 张）", { s: number(seconds, 1), spread: number(spread, 1), n: matched });
}

function events(list) {
  if (!list.length) return null;
  return section(t("对站点数据的影响"), "", el("ul", { class: "stack small" }, list.map(event)));
}

function event({ station, started_at: from, ended_at: to, distance_m: near, hours }) {
  const facts = { name: station.name, from: moment(from), to: clock(to), near: distance(near), hours: (hours ?? []).length };
  return el("li", {}, t("{name}：{from}–{to}，距采样口最近 {near}，已标记 {hours} 个小时的数据", facts));
}
