// The steps this person may take now, each asked for once in a form that says what follows.
import { post } from "../lib/api.js";
import { clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { addEvidence, sendEvidence } from "./proof.js";
import { stepName } from "./words.js";

/** Buttons in every one of `bars` and one form in `box`; `done()` reloads the issue. */
export class Steps {
  constructor(box, bars, done) {
    Object.assign(this, { box, bars, done, issue: null });
  }

  put(issue) {
    this.issue = issue;
    clear(this.box);
    for (const bar of this.bars) clear(bar, (issue.steps ?? []).map((step, at) => this.button(step, at === 0)));
    this.bars.forEach((bar) => { bar.hidden = !issue.steps?.length; });
  }

  button(step, main) {
    return el("button", { type: "button", class: `btn${main ? " btn--main" : ""}`, onclick: () => this.open(step) }, stepName(step));
  }

  openFirst() {
    const [step] = this.issue?.steps ?? [];
    if (step) this.open(step);
  }

  open(step) {
    const texts = {
      rectify: t("登记后，问题转为待核查；核查由非整改方进行。"),
      verify: t("通过则待销号；不通过则退回整改，轮次加一。"),
      close: t("销号后不再变更，记录留存。"),
    };
    const note = el("textarea", { class: "ta", id: "step-note", rows: 3, maxlength: 2000, required: true });
    const files = step === "rectify" ? addEvidence() : null;
    const warn = el("p", { class: "up-why", role: "alert", hidden: true });
    const send = (values) => this.send(step, { note: note.value.trim(), ...values }, files, warn);
    const form = el(
      "form",
      { class: "step-form", onsubmit: (event) => event.preventDefault() },
      el("h2", {}, stepName(step)),
      el("p", { class: "mid" }, texts[step] ?? ""),
      el("label", { class: "lab", for: "step-note" }, noteLabel(step, this.issue)),
      note,
      files,
      warn,
      el("div", { class: "row row--wrap" }, this.choices(step, send), el("button", { type: "button", class: "btn btn--quiet", onclick: () => clear(this.box) }, t("返回"))),
    );
    clear(this.box, form);
    form.scrollIntoView({ block: "nearest" });
    note.focus();
  }

  choices(step, send) {
    const button = (word, values, main) => el("button", { type: "button", class: `btn${main ? " btn--main" : ""}`, onclick: () => send(values) }, word);
    if (step === "verify") return [button(t("核查通过"), { passed: true }, true), button(t("不通过，退回整改"), { passed: false })];
    return [button(t("确认{step}", { step: stepName(step) }), {}, true)];
  }

  async send(step, body, files, warn) {
    const say = (text) => { warn.textContent = text; warn.hidden = !text; };
    if (!body.note && mustSay(step, body, this.issue)) return say(t("先写明意见，再确认。"));
    const buttons = [...this.box.querySelectorAll("button")];
    buttons.forEach((one) => { one.disabled = true; });
    say("");
    try {
      const evidence = files ? await sendEvidence(files, this.issue, say) : null;
      await post(`issues/${this.issue.number}/${step}`, { ...body, ...(evidence ? { evidence } : {}), version: this.issue.version });
      return await this.done();
    } catch (error) {
      say(error.status === 409 ? t("{reason} 已写的意见还在，点“返回”后页面会刷新。", { reason: error.message }) : error.message);
      buttons.forEach((one) => { one.disabled = false; });
      return null;
    }
  }
}

// A rectification, a return and the outcome of a transferred case need words.
function mustSay(step, { passed }, issue) {
  return step === "rectify" || passed === false || (step === "close" && issue.state === "open");
}

function noteLabel(step, issue) {
  if (step === "rectify") return t("做了什么（必填）");
  if (step === "verify") return t("核查意见（不通过时必填）");
  return issue.state === "open" ? t("办理结果（必填）") : t("销号意见");
}
