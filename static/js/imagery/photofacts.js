// What one photo says about itself, each value with where it came from.
import { el } from "../lib/dom.js";
import { moment, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { pairs } from "../review/facts.js";
import { flagName } from "./words.js";

/** The block for a picked photo. */
export function photoFacts(photo) {
  if (!photo) return [];
  const rows = [
    [t("拍摄"), photo.taken_at ? moment(photo.taken_at) : t("时间未知")],
    [t("位置"), photo.lon === null ? t("无坐标") : el("span", { class: "mono" }, `${photo.lon.toFixed(5)}, ${photo.lat.toFixed(5)}`)],
    fact(photo, "height_agl_m", t("离地高"), "m"),
    fact(photo, "yaw_deg", t("偏航"), "°"),
    fact(photo, "pitch_deg", t("俯仰"), "°"),
    fact(photo, "roll_deg", t("横滚"), "°"),
    photo.flags.length ? [t("说明"), photo.flags.map(flagName).join("、")] : null,
  ];
  return [
    el("h2", {}, photo.filename),
    pairs(rows),
    photo.url ? el("p", { class: "gap" }, el("a", { href: photo.url, target: "_blank", rel: "noopener" }, t("看原尺寸（已去除元数据）"))) : null,
  ];
}

function fact(photo, name, word, unit) {
  const entry = photo.facts?.[name];
  const value = entry !== null && typeof entry === "object" ? entry.value : entry;
  if (value === null || value === undefined) return null;
  const origin = entry?.origin ?? photo.facts?.origins?.[name];
  return [word, [`${number(value, 1)} ${unit}`, origin ? el("span", { class: "dim" }, ` ${origin}`) : null]];
}
