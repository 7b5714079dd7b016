// The words of the draws: states, steps, reasons.
import { t } from "../lib/i18n.js";

/** The word of a draw's state: what is being waited for. */
export function stateName({ state, proof_published_at: published }) {
  if (state === "drawn" && published) return t("已公开");
  const words = { announced: t("已公告，待冻结"), frozen: t("已冻结，待承诺"), committed: t("已承诺，待揭示"), drawn: t("已抽取"), void: t("作废") };
  return words[state] ?? state;
}

/** Why somebody was passed over; `exact` is the inner reason of an interest. */
export function reasonName(reason, exact) {
  const inner = { former: t("曾任职单位"), relative: t("亲属申报"), employer: t("现任职单位") };
  const words = {
    not_qualified: t("资质不含此类站点"), district: t("本区县"), interest: inner[exact] ?? t("利害关系"), last_time: t("上次检查过"),
    full: t("已满"), away: t("离岗"), conflict: t("回避"), already: t("已在本站"), suspended: t("停运"), inactive: t("停用"),
  };
  return words[reason] ?? reason;
}

/** Why a draw is void. */
export function voidName(reason) {
  const words = {
    no_commit: t("一方没有提交承诺"), no_reveal: t("一方到期没有揭示"), no_entropy: t("公开随机源没有公布"), wrong_pools: t("名单有误"),
  };
  return words[reason] ?? reason;
}

export const partyName = (party) => ({ a: t("甲方"), b: t("乙方") })[party] ?? "";
export const howName = (how) => ({ forced: t("必抽"), weighted: t("加权随机") })[how] ?? how;
export const kindName = (kind) => ({ air: t("空气"), water: t("地表水") })[kind] ?? kind;

/** The word of a role that may be a party. */
export function roleName(role) {
  const words = { bureau_reviewer: t("复核员"), supervisor: t("督办员"), image_reviewer: t("影像研判员"), district: t("区县人员") };
  return words[role] ?? role;
}

/** What happened, by the kind of document. */
export function recordName({ kind, party }) {
  const words = {
    announcement: t("公告"), pools: t("冻结名单"), commit: t("{party}提交承诺", { party: partyName(party) }),
    secret: t("{party}揭示秘密", { party: partyName(party) }), entropy_entered: t("录入公开随机数，待另一人确认"), entropy: t("确认公开随机数"), asked: t("申请回避，待另一人确认"), seed: t("生成种子并抽取"),
    change: t("离岗或回避，补抽"), void: t("作废"), notice: t("公开公告"), proof: t("公开结果"),
  };
  return words[kind] ?? kind;
}

/** What a step is called on its button. */
export function stepName(step) {
  const words = {
    freeze: t("冻结名单"), commit: t("提交承诺"), reveal: t("揭示秘密"), entropy: t("录入公开随机数"), confirm_entropy: t("确认公开随机数"), confirm_replace: t("确认回避"), replace: t("离岗补抽"),
    void: t("作废"), publish_notice: t("公开公告"), publish_proof: t("公开结果"),
  };
  return words[step] ?? step;
}
