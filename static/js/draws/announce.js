// Announcing a draw: everything that must be fixed before the seed exists.
import { get, post } from "../lib/api.js";
import { el, tag } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { field, pick, ticks, warning } from "./fields.js";
import { kindName, roleName } from "./words.js";

/** The form; `close()` takes it away. */
export async function announceForm(close) {
  const choices = await get("draws/choices");
  const rule = (key) => choices.rules.find((row) => row.key === key)?.value;
  const title = el("input", { class: "inp", maxlength: 120, required: true, placeholder: t("例如：2026 年四季度空气站抽查") });
  const percent = el("input", { class: "inp", type: "number", min: rule("percent_min"), max: 100, value: rule("percent_default"), required: true });
  const kinds = ticks(["air", "water"].map((kind) => [kind, kindName(kind)]), ["air", "water"]);
  const districts = ticks(choices.districts.map(({ code, name }) => [code, name]), []);
  const people = choices.parties.map(({ id, name, organisation, roles }) => [id, [name, organisation, roles.map(roleName).join("/")].filter(Boolean).join(" · ")]);
  const [a, b] = [pick(people), pick(people)];
  const source = el("input", { class: "inp", maxlength: 200, placeholder: t("例如：福彩双色球当期开奖号码（中国福彩网）") });
  const form = pick([["numbers", t("若干个数（只取数字）")], ["hex", t("十六进制串")]]);
  const count = el("input", { class: "inp", type: "number", min: 1, max: 100, value: 7 });
  const due = el("input", { class: "inp", type: "date", min: choices.today });
  const warn = warning();
  const send = async (event) => {
    event.preventDefault();
    try {
      const made = await post("draws", {
        title: title.value, percent: Number(percent.value), kinds: kinds.values(), districts: districts.values(),
        party_a: Number(a.value), party_b: Number(b.value), entropy_source: source.value, entropy_format: form.value, entropy_count: Number(count.value) || null, entropy_due: due.value || null,
      });
      location.assign(`/draws/${made.number}`);
    } catch (error) {
      warn.say(error.message);
    }
  };
  return el(
    "form",
    { class: "step-form announce", onsubmit: send },
    el("h2", {}, t("公告抽查")),
    el("p", { class: "small mid" }, t("公告后这些都不能改；要改只能作废另行公告，作废的也留在记录里。")),
    field(t("名称"), title),
    el("div", { class: "two" }, field(t("每层抽查比例（%），不足一个按一个，至少 {n}", { n: rule("percent_min") }), percent), field(t("站点类别"), kinds.node)),
    field(t("区县（不选为全部）"), districts.node),
    el("div", { class: "two" }, field(t("甲方（保管一份秘密）"), a), field(t("乙方（另一单位的人）"), b)),
    el("div", { class: "two" }, field(t("公开随机源（可不用）"), source), field(t("公布日期"), due)),
    el("div", { class: "two" }, field(t("公布内容的形式"), form), field(t("数的个数，或十六进制位数"), count)),
    el("p", { class: "small mid" }, t("公开随机源须在名单冻结之后才公布，两方事先都不可能知道。")),
    ruleList(choices.rules),
    warn.node,
    el("div", { class: "row" }, el("button", { class: "btn btn--main", type: "submit" }, t("发出公告")), el("button", { class: "btn btn--quiet", type: "button", onclick: close }, t("返回"))),
  );
}

function ruleList(rules) {
  const rows = rules.map((row) => el("tr", {}, el("td", {}, row.name), el("td", { class: "num" }, row.value), el("td", {}, tag(row.certainty)), el("td", { class: "small dim" }, row.source)));
  return el("details", {}, el("summary", { class: "small" }, t("本次适用的规则")), el("table", { class: "tbl tbl--wrap" }, el("tbody", {}, rows)));
}
