// The words of a flight: quality, placing, stages, logs.
import { t } from "../lib/i18n.js";

/** Groups of frames in the order they are listed: what needs a look first. */
export const GROUPS = ["unplaced", "defect", "duplicate", "water", "good"];

/** The word of a group of frames. */
export function groupName(group) {
  return {
    unplaced: t("未定位"), defect: t("有缺陷"), duplicate: t("重复"), water: t("水面，不评清晰度"), good: t("可用"),
  }[group];
}

/** What the look of a group on the map means. */
export function groupNote(group) {
  return {
    unplaced: t("没有坐标，不算覆盖；可拖到地图上或用控制点定位。"),
    defect: t("模糊、过曝等；保留原图，查看时注意。"),
    duplicate: t("与另一张内容相同，不重复计算。"),
    water: t("水面没有纹理，清晰度无从判断；不等于模糊。"),
    good: t("未见质量问题。"),
  }[group];
}

/** The word of a quality code; the server's own text where it has one. */
export function qualityName({ code, text }) {
  const words = {
    "quality.blurred": t("模糊"), "quality.dark": t("过暗"), "quality.bright": t("过曝"), "quality.glint": t("反光"),
    "quality.motion": t("拖影"), "quality.duplicate": t("重复"), "quality.water": t("水面"),
  };
  return words[code] ?? text ?? code;
}

/** How a frame came to its place. */
export function placedName(how) {
  return {
    ties: t("与相邻照片匹配"), gps: t("仅按记录坐标"), log: t("按航迹日志"), hand: t("人工定位"), neighbours: t("按前后照片推算"),
  }[how] ?? t("未定位");
}

/** The name of a stage of the work on a flight. */
export function stageName(key) {
  return {
    receive: t("接收"), check: t("查验与改写"), place: t("定位"), mosaic: t("拼接正射"), detect: t("检测"), review: t("送研判"),
  }[key];
}

/** How long something took, in words; empty for an unknown time. */
export function lasted(seconds) {
  if (seconds === null || seconds === undefined) return "";
  const whole = Math.round(seconds);
  return whole < 60 ? t("{s} 秒", { s: whole }) : t("{m} 分 {s} 秒", { m: Math.floor(whole / 60), s: whole % 60 });
}

/** Where a value of a frame came from. */
export function originWord(origin) {
  return {
    exif: "EXIF", xmp: "XMP", gps: "GPS", log: t("航迹日志"), ties: t("相邻照片匹配"), hand: t("人工"), neighbours: t("前后照片"),
    dtm: t("地形"), computed: t("计算"),
  }[origin] ?? origin;
}

/** A camera's title in the reader's words: makers' names stay, what kind of camera it is does not. */
export function cameraName(title) {
  const words = { wide: t("广角"), colour: t("可见光"), and: t("与"), on: t("装于") };
  return title.replace(/\b(wide|colour|and|on)\b/g, (word) => words[word]);
}
