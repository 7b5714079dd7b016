// The words of imagery: source kinds, states, origins.
import { t } from "../lib/i18n.js";

/** The word of a source kind. */
export function kindName(kind) {
  const words = {
    satellite: t("卫星影像"), orthomosaic: t("正射影像"), aerial: t("航拍影像"), card: t("存储卡"), photo: t("照片"),
  };
  return words[kind] ?? kind;
}

/** The word of a scene's or a flight's state. */
export function stateName(state) {
  const words = { received: t("已接收"), ready: t("已入库"), refused: t("已退回") };
  return words[state] ?? state;
}

/** Where a capture time came from. */
export function originName(origin) {
  const words = { declared: t("上传时填写"), metadata: t("文件元数据"), filename: t("文件名") };
  return words[origin] ?? "";
}

/** The name of a detector. */
export function detectorName(name) {
  const words = { water: t("水面与岸线"), vegetation: t("采样口周边植被") };
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
    "photo.position_uncertain": t("位置存疑"), "photo.no_position": t("无坐标"), "photo.no_time": t("无拍摄时间"),
    "photo.no_height": t("无高度"), "photo.horizon": t("含地平线，不落图"), "photo.blurred": t("模糊"),
  };
  return flag.text ?? words[flag.code ?? flag] ?? flag.code ?? flag;
}
