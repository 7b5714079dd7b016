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
