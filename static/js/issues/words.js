// The words of the ledger: states, ways, modes, steps, what is left of a deadline.
import { status } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

/** The word of an issue's state: what is being waited for. */
export function stateName(state) {
  const words = { open: t("整改中"), rectified: t("待核查"), verified: t("待销号"), closed: t("已销号") };
  return words[state] ?? state;
}

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

/** What a step is called on its button. */
export function stepName(step) {
  const words = { rectify: t("登记整改"), verify: t("核查"), close: t("销号") };
  return words[step] ?? step;
}

/** What happened, in the record's words. */
export function actionName({ action, from_state: from, to_state: to, payload = {} }) {
  if (action === "verify") return payload.passed === false || to === "open" ? t("核查未通过，退回整改") : t("核查通过");
  const words = {
    accept: t("认定为问题"), rectify: t("登记整改"), close: payload.transferred ? t("移交办结，销号") : t("销号"),
    merge: t("并入一条线索"), undo: t("撤回"), release: t("向属地和运维单位公开"), sighting: t("同一位置再次被看到"),
  };
  return words[action] ?? (from && to ? `${stateName(from)} → ${stateName(to)}` : action);
}

/** A number of days with its unit, which is always printed. */
export function days(count, unit) {
  return unit === "working" ? t("{n} 个工作日", { n: count }) : t("{n} 个自然日", { n: count });
}

/** What is left, with the level it stands for: over three days none, up to three warn, overdue alarm. */
export function remaining({ state, days_left: left, overdue }) {
  if (state === "closed" || left === null || left === undefined) return null;
  // The server counts whole calendar days to the date, whatever unit the date was set by.
  if (overdue) return { level: "alarm", text: t("逾期 {days}", { days: days(Math.abs(left), "calendar") }) };
  return { level: left <= 3 ? "warn" : "none", text: left === 0 ? t("今天到期") : t("剩 {days}", { days: days(left, "calendar") }) };
}

/** The chip of what is left, or nothing. */
export function remainingChip(issue) {
  const left = remaining(issue);
  return left ? status(left.level, { word: left.text, chip: true }) : null;
}
