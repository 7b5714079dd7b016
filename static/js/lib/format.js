// Figures and moments as the bureau writes them: Beijing time, thin-space thousands.

import { lang, t } from "./i18n.js";

const ZONE = "Asia/Shanghai";
const parts = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

function split(value) {
  const moment = value instanceof Date ? value : new Date(value);
  if (Number.isNaN(moment.getTime())) return null;
  return Object.fromEntries(parts.formatToParts(moment).map((p) => [p.type, p.value]));
}

/** 2026-10-14, in Beijing. */
export function isoDate(value) {
  const p = split(value);
  return p ? `${p.year}-${p.month}-${p.day}` : "";
}

/** 10-14, or 2025-10-14 outside the year of `as_of`. A plain date is not shifted by zones. */
export function day(value, asOf = new Date()) {
  if (!value) return "";
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : isoDate(value);
  return iso.slice(0, 4) === isoDate(asOf).slice(0, 4) ? iso.slice(5) : iso;
}

/** 14:30. */
export function clock(value) {
  const p = split(value);
  return p ? `${p.hour}:${p.minute}` : "";
}

/** 10-14 14:30. */
export function moment(value, asOf = new Date()) {
  return value ? `${day(value, asOf)} ${clock(value)}` : "";
}

/** 14:00 today, 昨日 20:00 yesterday, else the date. */
export function recent(value, asOf) {
  if (!value) return t("无");
  const at = isoDate(value);
  if (at === isoDate(asOf)) return clock(value);
  const yesterday = new Date(new Date(asOf).getTime() - 86_400_000);
  return at === isoDate(yesterday) ? t("昨日 {time}", { time: clock(value) }) : day(value, asOf);
}

/** 4 320 with thin spaces; `digits` after the point. */
export function number(value, digits = 0) {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  const [whole, rest] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole.length > 3 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u2009") : whole;
  return `${value < 0 ? "−" : ""}${grouped}${rest ? `.${rest}` : ""}`;
}

export function percent(fraction, digits = 1) {
  return fraction === null || fraction === undefined ? "" : `${number(fraction * 100, digits)}%`;
}

/** 860 m, 1.2 km. */
export function distance(metres) {
  if (metres === null || metres === undefined) return "";
  return metres < 1000 ? `${number(metres)} m` : `${number(metres / 1000, 1)} km`;
}

/** 320 m², 1.4 ha, 2.1 km². */
export function area(squareMetres) {
  if (squareMetres === null || squareMetres === undefined) return "";
  if (squareMetres < 10_000) return `${number(squareMetres, squareMetres < 10 ? 1 : 0)} m²`;
  return squareMetres < 1e6 ? `${number(squareMetres / 1e4, 1)} ha` : `${number(squareMetres / 1e6, 1)} km²`;
}

/** 12.4 MB. */
export function bytes(count) {
  if (count === null || count === undefined) return "";
  const units = ["B", "kB", "MB", "GB"];
  let step = 0;
  let value = count;
  while (value >= 1000 && step < units.length - 1) [value, step] = [value / 1000, step + 1];
  return `${number(value, step && value < 100 ? 1 : 0)} ${units[step]}`;
}

const WINDS = lang === "zh"
  ? ["北", "东北", "东", "东南", "南", "西南", "西", "西北"]
  : ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];

/** The eight-point name of a bearing. */
export function wind(degrees) {
  return degrees === null || degrees === undefined ? "" : WINDS[Math.round(degrees / 45) % 8];
}
