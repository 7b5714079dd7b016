// What one frame says about itself: each value with where it came from, and why it was judged so.
import { el } from "../lib/dom.js";
import { isoDate, moment, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { originOf, valueOf } from "./model.js";
import { pairs } from "./parts.js";
import { originWord, placedName } from "./words.js";

/** The block for one frame. */
export function photoFacts(photo, flight) {
  const place = photo.placement ?? {};
  const rows = [
    [t("拍摄"), photo.taken_at ? [`${isoDate(photo.taken_at)} ${moment(photo.taken_at).slice(-5)}`, origin(photo, "taken_at")] : t("时间未知")],
    [t("位置"), Number.isFinite(photo.lon) ? [el("span", { class: "mono" }, `${photo.lon.toFixed(6)}, ${photo.lat.toFixed(6)}`), placeOrigin(photo)] : t("无坐标")],
    [t("定位"), placedName(photo.placed_by)],
    value(photo, "height_agl_m", t("离地高"), "m", 1),
    value(photo, "altitude_m", t("海拔"), "m", 1),
    value(photo, "accuracy_m", t("定位精度"), "m", 2),
    value(photo, "yaw_deg", t("偏航"), "°", 1),
    value(photo, "pitch_deg", t("俯仰"), "°", 1),
    value(photo, "roll_deg", t("横滚"), "°", 1),
    photo.gsd_m ? [t("分辨率"), gsd(photo)] : null,
    photo.footprint_reason ? [t("地面范围"), photo.footprint_reason.text] : null,
    place.ties ? [t("匹配点"), number(place.ties)] : null,
    place.yaw_flipped ? [t("偏航更正"), t("记录与相邻照片相差约 180°，已按匹配更正为 {yaw}°", { yaw: number(place.yaw_deg, 0) })] : null,
    place.shift_m ? [t("位移"), t("较记录移动 {m} m", { m: number(place.shift_m, 1) })] : null,
    camera(photo) ? [t("相机"), camera(photo)] : null,
    photo.duplicate_of ? [t("重复于"), el("span", { class: "mono" }, photo.duplicate_of)] : null,
  ];
  return [pairs(rows), reasons(photo), marks(photo, flight), original(photo)];
}

function origin(photo, name) {
  const word = originOf(photo, name);
  return word ? el("span", { class: "dim" }, ` ${originWord(word)}`) : null;
}

// A frame that was matched, placed by its log or by hand no longer lies where its file says.
function placeOrigin(photo) {
  return photo.placed_by && photo.placed_by !== "gps" ? el("span", { class: "dim" }, ` ${originWord(photo.placed_by)}`) : origin(photo, "lon");
}

function value(photo, name, word, unit, digits) {
  const found = valueOf(photo, name);
  if (typeof found !== "number" || !Number.isFinite(found)) return null;
  return [word, [`${number(found, digits)}${unit === "°" ? "" : " "}${unit}`, origin(photo, name)]];
}

function gsd({ gsd_m: centre, gsd_worst_m: worst }) {
  const cm = (metres) => number(metres * 100, 1);
  const most = worst ? t("，最差角 {cm} cm", { cm: cm(worst) }) : "";
  return `${cm(centre)} cm/px${most}`;
}

function camera(photo) {
  return [valueOf(photo, "make"), valueOf(photo, "model")].filter(Boolean).join(" ");
}

// Why the frame was judged so: the server's sentence holds the measured value and the limit.
function reasons(photo) {
  const list = photo.quality ?? [];
  if (!list.length) return null;
  return [el("h3", {}, t("质量")), el("ul", { class: "stack small" }, list.map((entry) => el("li", {}, entry.text)))];
}

const MEASURED = {
  "quality.blurred": ["sharpness", "sharpness_limit", 2], "quality.motion": ["motion_px", "motion_limit_px", 1],
  "quality.dark": ["bright_level", "bright_level_limit", 0], "quality.bright": ["clipped", "clipped_limit", 0, "%"], "quality.glint": ["glint", "glint_limit", 0, "%"],
};

/** "0.11，限 0.25" for a quality code of a frame, where both were measured. */
export function measured({ measures = {} }, { code }) {
  const [name, bound, digits, unit = ""] = MEASURED[code] ?? [];
  const { [name]: found, [bound]: limit } = measures;
  return Number.isFinite(found) && Number.isFinite(limit) ? t("{value}，限 {limit}", { value: number(found, digits) + unit, limit: number(limit, digits) + unit }) : "";
}

function marks({ flags, placement }, flight) {
  const words = (flags ?? []).map((flag) => flag.text ?? flag);
  if (placement?.reason?.text && !words.includes(placement.reason.text)) words.push(placement.reason.text);
  if (flight && !flight.can_be_evidence) words.push(t("本次飞行超过允许高度且没有批件，不能作证据"));
  return words.length ? [el("h3", {}, t("说明")), el("ul", { class: "stack small mid" }, words.map((word) => el("li", {}, word)))] : null;
}

function original({ url }) {
  return url ? el("p", { class: "gap small" }, el("a", { href: url, target: "_blank", rel: "noopener" }, t("单独打开原图（已去除元数据）"))) : null;
}
