// The words of imagery: source kinds, states, origins, capture times.
import { clock, isoDate, moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";

/** The word of a source kind. */
export function kindName(kind) {
  const words = {
    satellite: t("卫星影像"), orthomosaic: t("正射影像"), aerial: t("航拍影像"), card: t("存储卡"), photo: t("照片"),
    mosaic: t("航片拼图"),
  };
  return words[kind] ?? kind;
}

/** The word of a scene's or a flight's state. */
export function stateName(state) {
  const words = { received: t("已接收"), ready: t("已入库"), refused: t("已退回"), cancelled: t("已取消") };
  return words[state] ?? state;
}

/** Where a capture time came from. */
export function originName(origin) {
  const words = { declared: t("上传时填写"), metadata: t("文件元数据"), filename: t("文件名") };
  return words[origin] ?? "";
}

/** When a scene was taken; where its file told a day only, the assumed noon is not shown. */
export function takenText(scene, { year = false } = {}) {
  if (!scene.taken_at) return t("时间未知");
  const guessed = ["metadata", "filename"].includes(scene.taken_at_origin);
  const dayOnly = guessed && /T04:00:00(\.0+)?Z$/.test(scene.taken_at);
  if (dayOnly) return t("{day}（仅日期）", { day: isoDate(scene.taken_at) });
  return year ? `${isoDate(scene.taken_at)} ${clock(scene.taken_at)}` : moment(scene.taken_at);
}

/** The name of a detector. */
export function detectorName(name) {
  const words = {
    water: t("水面与岸线"), vegetation: t("采样口周边植被"), "land-change": t("地表变化"), "bare-soil": t("裸土与堆料"),
    burn: t("火烧迹地"), algae: t("藻类水华"), turbidity: t("浑浊羽流"), debris: t("水面漂浮物"), "flood-sar": t("雷达淹没范围"),
    obstacles: t("采样口遮挡"), cloud: t("云与云影"),
  };
  return words[name] ?? name;
}

/** How long a job has taken, or took. */
export function duration({ started_at: from, ended_at: to, state }) {
  if (!from || (state === "running" && !to)) return "";
  const seconds = Math.max(0, Math.round((new Date(to) - new Date(from)) / 1000));
  return seconds < 60 ? t("{s} 秒", { s: seconds }) : t("{m} 分 {s} 秒", { m: Math.floor(seconds / 60), s: seconds % 60 });
}

/** What a photo's flag means. */
export function flagName(flag) {
  const words = {
    "photo.position_uncertain": t("位置存疑"), "photo.zone_assumed": t("时区为推定"), "photo.unplaced": t("无法落图"),
    "photo.no_attitude": t("无姿态"), "photo.no_height": t("无高度"), "photo.no_focal_length": t("无焦距"),
    "photo.horizon": t("含地平线"), "photo.time_missing": t("无拍摄时间"), "photo.time_invalid": t("拍摄时间有误"),
    "photo.gps_invalid": t("坐标有误"), "photo.gps_null_island": t("坐标为零点"), "photo.gps_contradiction": t("坐标前后矛盾"),
    "photo.exif_damaged": t("元数据损坏"), "photo.xmp_refused": t("附加元数据未读"), "photo.bad_numbers": t("数值有误"),
    "photo.orientation_invalid": t("方向标记有误"),
  };
  return flag.text ?? words[flag.code ?? flag] ?? flag.code ?? flag;
}
