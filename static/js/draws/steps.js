// The steps this person may take now, each asked for once in a form that says what follows.
import { post } from "../lib/api.js";
import { clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { field, pick, warning } from "./fields.js";
import { giveSecret, makeSecret } from "./secret.js";
import { stepName, voidName } from "./words.js";

/** Buttons in every one of `bars` and one form in `box`; `done(draw)` shows the draw anew. */
export class Steps {
  constructor(box, bars, done) {
    Object.assign(this, { box, bars, done, draw: null });
  }

  put(draw) {
    this.draw = draw;
    clear(this.box);
    for (const bar of this.bars) {
      clear(bar, draw.offers.map((step, n) => this.button(step, n === 0 && step !== "void")));
      bar.hidden = !draw.offers.length;
    }
  }

  button(step, main) {
    return el("button", { type: "button", class: `btn${main ? " btn--main" : ""}`, onclick: () => this.open(step) }, stepName(step));
  }

  open(step) {
    const warn = warning();
    const confirm = el("button", { type: "submit", class: "btn btn--main" }, t("确认{step}", { step: stepName(step) }));
    const part = parts[step](this.draw, (ready) => { confirm.disabled = !ready; });
    confirm.disabled = part.waits ?? false;
    const send = async (event) => {
      event.preventDefault();
      confirm.disabled = true;
      try {
        const [path] = step.split("_"); // publish_*, confirm_*
        this.done(await post(`draws/${this.draw.number}/${path}`, { version: this.draw.version, ...part.body() }));
      } catch (error) {
        warn.say(error.message);
        confirm.disabled = false;
      }
    };
    const back = el("button", { type: "button", class: "btn btn--quiet", onclick: () => clear(this.box) }, t("返回"));
    clear(this.box, el("form", { class: "step-form", onsubmit: send }, el("h2", {}, stepName(step)), part.nodes, warn.node, el("div", { class: "row row--wrap" }, confirm, back)));
    this.box.scrollIntoView({ block: "nearest" });
  }
}

const say = (text) => el("p", { class: "mid" }, text);
const noteField = () => el("input", { class: "inp", maxlength: 200, required: true });

const parts = {
  freeze: () => ({
    nodes: [say(t("按今天的站点名单和检查人员库冻结，并算出名单哈希。之后谁也不能改；之后才有承诺和种子。"))],
    body: () => ({}),
  }),
  commit(draw, ready) {
    const secret = makeSecret(draw, ready);
    return { waits: true, nodes: [secret.node], body: () => ({ value: secret.value() }) };
  },
  reveal(draw, ready) {
    const secret = giveSecret(draw, ready);
    return { waits: true, nodes: [say(t("两方都已承诺。揭示后秘密写入记录，两方都揭示（并录入公开随机数）后立即抽取。")), secret.node], body: () => ({ secret: secret.value() }) };
  },
  entropy(draw) {
    const value = el("input", { class: "inp mono", maxlength: 200, required: true });
    return { nodes: [say(t("照抄“{source}”公布的内容，按公告的形式只取数字；由另一个人再录入一次相同的才生效。", { source: draw.seed.entropy.source })), field(t("公开随机数"), value)], body: () => ({ value: value.value }) };
  },
  confirm_entropy(draw) {
    const value = el("input", { class: "inp mono", maxlength: 200, required: true });
    return { nodes: [say(t("请自己看“{source}”公布的内容再录入一次；与第一次相同才生效，生效后不能改。", { source: draw.seed.entropy.source })), field(t("公开随机数"), value)], body: () => ({ what: "entropy", value: value.value }) };
  },
  confirm_replace(draw) {
    const { asked, pools } = draw.inside;
    const text = t("{who} 回避 {station}，原因：{note}", { who: `${pools.names[asked.inspector] ?? ""} ${asked.inspector}`, station: asked.only, note: asked.note });
    return { nodes: [say(text)], body: () => ({ what: "replace" }) };
  },
  replace(draw) {
    const { standing, pools } = draw.inside;
    const on = [...new Set(standing.flatMap((row) => row.inspectors))].sort();
    const who = pick(on.map((id) => [id, `${pools.names[id] ?? ""} ${id}`]));
    const where = el("select", { class: "sel" });
    const note = noteField();
    const stations = () => clear(where, el("option", { value: "" }, t("离岗：换下其全部站点")), standing.filter((row) => row.inspectors.includes(who.value)).map((row) => el("option", { value: row.object }, t("只回避 {station}", { station: row.name }))));
    who.addEventListener("change", stations);
    stations();
    const text = say(t("用同一个种子和下一个序号补抽，只动受影响的站点；离岗须已登记；回避须已登记，否则由复核员确认。原因记在内部，公开的只有“离岗”或“回避”。"));
    return { nodes: [text, el("div", { class: "two" }, field(t("检查人员"), who), field(t("范围"), where)), field(t("原因（不公开）"), note)], body: () => ({ inspector: who.value, station: where.value || null, note: note.value }) };
  },
  void(draw) {
    const reason = pick(draw.void_reasons.map((key) => [key, voidName(key)]));
    const note = noteField();
    return { nodes: [say(t("作废的抽查留在记录里，编号不再使用；已抽取的不能作废。")), field(t("原因"), reason), field(t("说明（不公开）"), note)], body: () => ({ reason: reason.value, note: note.value }) };
  },
  publish_notice: () => ({
    nodes: [say(t("公开公告、名单哈希和承诺，不含站点和人员。公开之后两方才能提交承诺，别人先记下名单哈希。"))],
    body: () => ({ what: "notice" }),
  }),
  publish_proof(_draw, ready) {
    const visited = el("input", { type: "checkbox", onchange: () => ready(visited.checked) });
    return {
      waits: true,
      nodes: [say(t("公开抽中的站点、检查人员编号、跳过原因和全部重算材料，不含姓名；不能收回。")), el("label", { class: "check--form" }, visited, t("现场检查已经结束"))],
      body: () => ({ what: "proof", visited: visited.checked }),
    };
  },
};
