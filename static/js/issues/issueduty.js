// Who must act, who watches, who verifies; and what the chain proves, and what it cannot.
import { el } from "../lib/dom.js";
import { moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { pairs } from "../review/facts.js";
import { dutyName } from "../review/words.js";

const dim = (text) => el("span", { class: "dim" }, text);

/** The people of an issue. */
export function duty(issue) {
  const d = issue.duty ?? {};
  const points = issue.credit_points ? t("可扣 {n} 分", { n: issue.credit_points }) : t("不扣分");
  return [pairs([
    [t("责任主体"), [issue.responsible?.name ?? t("未定"), " ", dim(dutyName(issue.responsible?.kind))]],
    [t("责任人"), issue.responsible_person || dim(t("未指定"))],
    [t("认定人"), issue.found_by],
    d.supervised_by ? [t("督办"), d.supervised_by] : null,
    [t("整改登记"), d.rectified_by ?? dim(t("未登记"))],
    [t("核查人"), verifiers(d)],
    d.company ? [t("运维单位"), [d.company, " ", dim(points)]] : null,
  ]), verdicts(issue)];
}

function verifiers({ verifiers: names = [], verifiers_needed: needed = 1, verified = 0 }) {
  const who = names.length ? names.join("、") : t("未指定");
  const rule = needed > 1 ? t("须 {n} 人，均非整改方；已通过 {done}", { n: needed, done: verified }) : t("须非整改方");
  return [who, " ", dim(rule)];
}

function verdicts({ verifications: rows = [] }) {
  if (!rows.length) return null;
  const line = (one) => el("li", {}, el("b", {}, one.passed ? t("通过") : t("不通过")), ` ${t("第 {n} 轮", { n: one.round })}`, ` · ${one.verifier} ${moment(one.at)}`, one.note ? el("br", {}) : null, one.note);
  return el("ul", { class: "stack small mid verdicts" }, rows.map(line));
}

/** The links of this issue in the chain of the installation. */
export function chain(issue) {
  const { count = 0, tail, broken } = issue.chain ?? {};
  const state = broken ? t("第 {n} 条与写入时不同，请立即报告管理员。", { n: broken }) : t("{n} 条逐条重算，与写入时一致，都接在前一条之后。", { n: count });
  return [
    el("h3", {}, t("记录链")),
    el("p", { class: broken ? "up-why" : "small mid" }, state),
    el("p", { class: "small mid" }, t("链尾"), " ", el("span", { class: "mono hash-tail" }, tail ? `${tail.slice(0, 8)}…${tail.slice(-4)}` : "")),
    el("p", { class: "small dim" }, t("未外存的末尾若被截去，本页无法发现；全链校验用 flask audit verify。")),
  ];
}
