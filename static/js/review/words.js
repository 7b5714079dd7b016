// The words of review: decisions, reasons, source kinds beside a finding.
import { moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";

/** The reasons for "not an issue", in the order they are offered. */
export function reasons() {
  return [
    ["shadow", t("阴影或反光")],
    ["season", t("季节变化")],
    ["misaligned", t("两期没有对齐")],
    ["not_in_zone", t("不在管控范围内")],
    ["known", t("已知情况，已报备")],
    ["duplicate", t("与另一条线索重复")],
    ["other", t("其他（写明）")],
  ];
}

/** What became of a decided finding, in a few words. */
export function decisionWord(state) {
  const words = { accepted: t("已认定"), rejected: t("不是问题"), merged: t("已并入"), refly: t("补飞") };
  return words[state] ?? t("待研判");
}

/** Who decided, when and what, as one sentence. */
export function decidedText({ state, decided }) {
  if (!decided) return "";
  const reason = reasons().find(([code]) => code === decided.reason)?.[1];
  const text = t("{by} 于 {at} 判为“{what}”", {
    by: decided.by ?? t("系统"),
    at: moment(decided.at),
    what: decisionWord(state),
  });
  return reason ? `${text}${t("：")}${reason}` : text;
}

/** The kind of a picture's source. */
export function sourceName(kind) {
  const words = { satellite: t("卫星影像"), orthomosaic: t("正射影像"), aerial: t("航拍影像"), mosaic: t("航片拼图"), frame: t("单张航片") };
  return words[kind] ?? kind ?? "";
}

/** The kind of a station, with its network where it is known. */
export function stationKind({ kind }) {
  return kind === "water" ? t("水站") : t("空气站");
}

/** A deadline's length with its unit, which is always printed. */
export function days(count, unit) {
  return unit === "working" ? t("{n} 个工作日", { n: count }) : t("{n} 个自然日", { n: count });
}

/** The word of a handling mode. */
export function modeName(mode) {
  const words = { on_spot: t("立行立改"), time_limit: t("限期整改"), transfer: t("移交") };
  return words[mode] ?? mode ?? "";
}

/** The word of a responsible party's kind. */
export function dutyName(kind) {
  const words = { om_company: t("运维单位"), local_gov: t("地方保障"), other: t("其他") };
  return words[kind] ?? kind ?? "";
}

/** Whether a lead may still be decided: it waits, or it waits for another flight. */
export const undecided = (finding) => ["pending", "refly"].includes(finding.state);

/** The kind of an evidence picture. */
export function pictureName(entry) {
  const words = { current: t("本次"), baseline: t("基准"), index: t("指数"), frame: t("航片"), mask: t("掩膜") };
  return words[entry.kind] ?? entry.kind;
}
