// The form of one step: what it asks for, sending it, and what happens when somebody else was first.
import { get, post } from "../../lib/api.js";
import { clear, el } from "../../lib/dom.js";
import { moment } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { actionName } from "../words.js";
import { Draft } from "./draft.js";
import { fieldsOf } from "./fields.js";

/** One open form; `on` has done(issue), fresh(issue), close() and the flight photos `attached`. */
export class StepForm {
  constructor(offer, issue, on) {
    Object.assign(this, { offer, issue, on });
    this.fields = fieldsOf(offer, issue, on.attached);
    this.warn = el("div", { class: "up-why", role: "alert", hidden: true });
    this.node = el("form", { class: "step-form", novalidate: true },
      el("h2", {}, offer.label),
      this.fields.map((one) => one.node),
      this.warn,
      el("div", { class: "row row--wrap" },
        el("button", { type: "submit", class: "btn btn--main" }, t("确认{step}", { step: offer.label })),
        el("button", { type: "button", class: "btn btn--quiet", onclick: () => on.close() }, t("返回"))));
    this.draft = new Draft(`issue/${issue.number}/${offer.step}`, this.node);
    this.node.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.node.addEventListener("keydown", (event) => { if (event.key === "Escape") on.close(); });
  }

  async send() {
    this.busy(true);
    this.say("");
    try {
      const body = { version: this.issue.version };
      for (const field of this.fields) Object.assign(body, await field.value((text) => this.say(text)));
      const issue = await post(`issues/${this.issue.number}/steps/${this.offer.step}`, body);
      this.draft.forget();
      if (body.evidence) this.on.attached.clear();
      this.on.done(issue);
    } catch (error) {
      this.busy(false);
      if (error.code === "issue.changed" || error.code === "issue.illegal_step") await this.somebodyWasFirst(error);
      else this.say(error.message);
    }
  }

  // The page shows what is there now; what was typed stays in the form and can be sent on it.
  async somebodyWasFirst(error) {
    const issue = await get(`issues/${this.issue.number}`).catch(() => null);
    if (!issue) return this.say(error.message);
    this.issue = issue;
    const last = [...issue.events].sort((a, b) => a.seq - b.seq).at(-1);
    const words = t("{who} {at} 已“{what}”，问题现为“{state}”。您的内容未提交，仍在下面。", {
      who: last?.actor || t("系统"), at: moment(last?.at), what: last ? actionName(last) : "", state: issue.state_text,
    });
    const still = issue.offers.some((one) => one.step === this.offer.step && !one.blocked);
    const next = still ? t("看过最新情况后可再次确认。") : t("这一步现在不能再办，可复制内容后返回。");
    this.say(words + next);
    this.node.querySelector("[type=submit]").disabled = !still;
    return this.on.fresh(issue);
  }

  say(text) {
    clear(this.warn, text);
    this.warn.hidden = !text;
  }

  busy(on) {
    for (const button of this.node.querySelectorAll("button")) button.disabled = on;
  }
}
