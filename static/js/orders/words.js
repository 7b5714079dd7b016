// The words of work orders: kinds of fields, photo states, verdicts.
import { t } from "../lib/i18n.js";

/** What a column of a file may fill, in the order of the form. */
export function fieldName(field) {
  const words = {
    number: t("工单号"), station: t("站点"), company: t("运维单位"), kind: t("工单类型"), planned_at: t("计划时间"),
    due_at: t("要求完成时间"), started_at: t("到站时间"), finished_at: t("离站时间"), closed_at: t("闭环时间"),
    person: t("人员"), text: t("工作内容"), photos: t("照片"), instrument: t("仪器"), consumable: t("耗材"),
    consumable_age_days: t("耗材使用天数"), parameters: t("监测项目"),
  };
  return words[field] ?? field;
}

/** What became of a photo that an order names. */
export function photoState(state) {
  const words = { waiting: t("等待处理"), stored: t("已收到"), missing: t("没有收到"), refused: t("无法读取") };
  return words[state] ?? state;
}

/** What a rule said. */
export function verdictName(verdict) {
  return { pass: t("通过"), hit: t("命中"), not_assessed: t("未能核查") }[verdict] ?? verdict;
}

/** What a person said of a sampled order. */
export function judgementName(verdict) {
  return { ok: t("属实"), problem: t("有问题"), unclear: t("存疑") }[verdict] ?? t("待核查");
}

/** A rate as a percentage; nothing under the line is a dash, never 0 or 100 %. */
export function rate(value) {
  return value === null || value === undefined ? "—" : `${(value * 100).toFixed(1)}%`;
}

/** Minutes between two moments as h:mm, empty where one is missing. */
export function stay(from, to) {
  if (!from || !to) return "";
  const minutes = Math.round((new Date(to) - new Date(from)) / 60_000);
  return minutes < 60 ? t("{n} 分", { n: minutes }) : t("{h} 小时 {n} 分", { h: Math.floor(minutes / 60), n: minutes % 60 });
}
