// The words of the ledger: states, ways, modes, steps, what is left of a deadline.
import { status } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

/** How the issue was found. */
export function wayName(way) {
  const words = {
    drone: t("无人机发现"), satellite: t("卫星发现"), onsite: t("现场发现"), online: t("在线发现"), qc: t("质控发现"),
    blind: t("盲样发现"), cctv: t("视频发现"), hotline: t("热线发现"), audit: t("审计发现"),
  };
  return words[way] ?? way ?? "";
}

/** The kind of an issue. */
export function kindName(kind) {
  const words = {
    quality: t("运维质量问题"), norm: t("运维规范性问题"), normative: t("运维规范性问题"),
    support: t("地方保障问题"), interference: t("人为干扰问题"),
  };
  return words[kind] ?? kind ?? "";
}

/** What happened, in the record's words. */
export function actionName({ action, action_text: text, from_state_text: from, to_state_text: to }) {
  const words = {
    accept: t("认定为问题"), confirm: t("认定为问题"), merge: t("并入一条线索"), take_in: t("并入另一问题的证据"), undo: t("撤回"),
    rectify: t("登记整改"), verify: t("核查"), close: t("销号"), sighting: t("同一位置再次被看到"),
  };
  return text ?? words[action] ?? (from && to && from !== to ? `${from} → ${to}` : action);
}

/** A number of days with its unit, which is always printed. */
export function days(count, unit) {
  return unit === "working" ? t("{n} 个工作日", { n: count }) : t("{n} 个自然日", { n: count });
}

/** What is left, with the level it stands for: over three days none, up to three warn, overdue alarm. */
export function remaining({ days_left: left, left_unit: unit, overdue }) {
  if (left === null || left === undefined) return null;
  if (overdue) return { level: "alarm", text: t("逾期 {days}", { days: days(Math.abs(left), unit) }) };
  return { level: left <= 3 ? "warn" : "none", text: left === 0 ? t("今天到期") : t("剩 {days}", { days: days(left, unit) }) };
}

/** The chip of what is left, or nothing. */
export function remainingChip(issue) {
  const left = remaining(issue);
  return left ? status(left.level, { word: left.text, chip: true }) : null;
}
