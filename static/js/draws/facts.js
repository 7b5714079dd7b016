// The right column: what is waited for, the two parties, what the seed is made of, the rules.
import { el } from "../lib/dom.js";
import { day } from "../lib/format.js";
import { listed, t } from "../lib/i18n.js";
import { partyName, roleName, voidName } from "./words.js";

const line = (term, value) => [el("dt", {}, term), el("dd", {}, value)];
const hash = (value) => (value ? el("span", { class: "mono hashes" }, value) : el("span", { class: "dim" }, t("尚无")));

/** What is waited for, in one sentence. */
export function now(draw, asOf) {
  return [el("h3", {}, t("现在")), el("p", {}, waiting(draw, asOf)), links(draw)];
}

function waiting(draw, asOf) {
  const left = (done) => listed(draw.parties.filter((party) => !party[done]).map((party) => `${partyName(party.party)} ${party.name}`));
  if (draw.state === "announced") return t("等待冻结名单。冻结后名单不能再改，这时种子还不存在。");
  if (draw.state === "frozen" && !draw.notice_published_at) return t("等待复核员公开公告；公开之后两方才能提交承诺。");
  if (draw.state === "frozen") return t("等待 {who} 提交承诺。", { who: left("committed") });
  if (draw.state === "void") return t("已作废：{reason}。记录保留，编号不再使用。", { reason: voidName(draw.void?.reason) });
  if (draw.state === "committed") {
    const missing = [left("revealed") && t("{who} 揭示秘密", { who: left("revealed") }), waitsForSource(draw) && t("公开随机数（{day} 公布）", { day: day(draw.seed.entropy.due, asOf) })];
    return t("等待 {what}；{day} 之后仍缺的，可写明原因作废。", { what: listed(missing), day: day(draw.reveal_due_on, asOf) });
  }
  if (draw.proof_published_at) return t("结果已公开，任何人都可以重算。");
  return t("已抽取。检查结束后 {n} 个工作日内公开结果；公开前不要告诉运维单位。", { n: draw.publish_days });
}

const waitsForSource = (draw) => draw.seed.entropy && !draw.seed.public_entropy;

function links(draw) {
  const list = [];
  if (draw.notice_published_at) list.push(el("a", { href: `/public/draws/${draw.number}` }, t("公开页")));
  if (draw.state === "drawn" && draw.inside) {
    list.push(el("a", { href: `/api/v1/draws/${draw.number}/file`, download: true }, t("抽查文件")));
    list.push(el("a", { href: `/draws/${draw.number}/proof.zip`, download: true }, t("静态证明页")));
  }
  return list.length ? el("p", { class: "row row--wrap" }, list) : null;
}

/** The two parties and what each has given. */
export function parties(draw) {
  const one = (party) => {
    const done = party.revealed ? t("已揭示") : party.committed ? t("已承诺") : t("未承诺");
    return line(partyName(party.party), [party.name, " ", el("span", { class: "dim" }, `${party.organisation} · ${roleName(party.role)}`), " ", el("span", { class: "tag" }, done)]);
  };
  return [
    el("h3", {}, t("两方")),
    el("dl", { class: "kv kv--close" }, draw.parties.map(one)),
    el("p", { class: "small dim" }, t("两方先交承诺、后揭示秘密：谁都不能看着对方的秘密选自己的，少了任何一方都算不出种子。")),
  ];
}

/** What the seed is made of. */
export function seed(draw) {
  const made = draw.seed;
  const source = made.entropy ? t("{source}，{day} 公布", { source: made.entropy.source, day: made.entropy.due }) : t("不用");
  return [
    el("h3", {}, t("种子")),
    el("dl", { class: "kv kv--close" },
      line(t("公告哈希"), hash(made.announcement_hash)), line(t("名单哈希"), hash(made.pool_hash)),
      line(t("甲方承诺"), hash(made.commits.a)), line(t("乙方承诺"), hash(made.commits.b)),
      line(t("公开随机源"), source), made.public_entropy ? line(t("公开随机数"), made.public_entropy) : [],
      draw.inside?.seed ? line(t("种子"), hash(draw.inside.seed)) : []),
    el("p", { class: "small dim" }, t("名单哈希在种子产生之前就定了；公开公告后任何人都可以先记下它。")),
  ];
}

/** The rule set of the announcement. */
export function rules(draw) {
  const { edition, values } = draw.announcement.rules;
  return [
    el("h3", {}, t("本次规则")),
    el("p", { class: "small mid" }, t("版本 {edition}：每站 {two} 人，每人至多 {five} 站，{year} 个月未抽的必抽。", {
      edition, two: values.inspectors_per_object, five: values.objects_per_inspector, year: values.forced_after_months,
    })),
  ];
}
