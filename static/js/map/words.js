// The words of overlays, kinds and networks.

import { t } from "../lib/i18n.js";

export const overlayWord = (overlay) =>
  ({ overall: t("综合状态"), issues: t("未销号问题"), freshness: t("数据新鲜度"), site: t("站房环境") })[overlay];

export const overlayNote = (overlay) =>
  ({ overall: t("最差一项"), issues: t("台账"), freshness: t("按站型"), site: t("影像") })[overlay];

/** What a level means under an overlay: the rule itself. */
export function ruleOf(overlay, level) {
  return {
    overall: {
      alarm: t("最差一项为红"), warn: t("最差一项为橙"), att: t("最差一项为黄"),
      ok: t("已判定的均在限内"), none: t("各项均未判定"),
    },
    issues: {
      alarm: t("有严重或逾期的"), warn: t("有较重或 3 日内到期的"), att: t("有一般的"),
      ok: t("没有未销号的"), none: t("不适用"),
    },
    freshness: {
      alarm: t("超 24 小时或缺 6 次"), warn: t("超 6 小时或缺 3 次"), att: t("超 2 小时或缺 2 次"),
      ok: t("按时到数"), none: t("停运或无应传数据"),
    },
    site: {
      alarm: t("确认 3 处或原则性"), warn: t("确认 1–2 处"), att: t("有线索或超 180 日"),
      ok: t("180 日内看过无问题"), none: t("从未看过影像"),
    },
  }[overlay][level];
}

export const kindWord = (kind) => (kind === "water" ? t("地表水") : t("空气"));
export const kindName = (kind) => (kind === "water" ? t("地表水自动站") : t("空气自动站"));

export const networkWord = (network) =>
  ({ national: t("国控"), provincial: t("省控"), city: t("市控"), district: t("区县控") })[network] ?? network;

/** The colour word of a level, for the why block. */
export const whyWord = (level) =>
  ({ alarm: t("为何是红色"), warn: t("为何是橙色"), att: t("为何是黄色") })[level];

/** "空气 国控 · 南湖区 · 运维三公司". */
export function subtitle(station) {
  const parts = [`${kindWord(station.kind)} ${networkWord(station.network)}`, station.district?.name, station.company?.name];
  return parts.filter(Boolean).join(" · ");
}
