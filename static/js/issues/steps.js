// The steps this person may take now, each asked for once in a form made of what the step asks for.
import { post } from "../lib/api.js";
import { clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { field, valuesOf } from "./fields.js";
import { sendEvidence } from "./proof.js";

/** Buttons in every one of `bars` and one form in `box`; `done()` reloads the issue. */
export class Steps {
  constructor(box, bars, done) {
    Object.assign(this, { box, bars, done, issue: null });
  }

  put(issue) {
    this.issue = issue;
    const offers = issue.offers ?? [];
    clear(this.box);
    for (const bar of this.bars) {
      clear(bar, offers.map((offer, at) => this.button(offer, at === 0)));
      bar.hidden = !offers.length;
    }
  }

  button(offer, main) {
    const { label, why } = offer;
    return el("button", { type: "button", class: `btn${main ? " btn--main" : ""}`, disabled: Boolean(why), title: why, onclick: () => this.open(offer) }, label);
  }

  openFirst() {
    const offer = (this.issue?.offers ?? []).find((one) => !one.blocked);
    if (offer) this.open(offer);
  }

  open(offer) {
    const warn = el("p", { class: "up-why", role: "alert", hidden: true });
    const form = el(
      "form",
      { class: "step-form" },
      el("h2", {}, offer.label),
      offer.fields.map((name) => field(name, this.issue)),
      warn,
      el("div", { class: "row row--wrap" },
        el("button", { type: "submit", class: "btn btn--main" }, t("确认{step}", { step: offer.label })),
        el("button", { type: "button", class: "btn btn--quiet", onclick: () => clear(this.box) }, t("返回"))),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(offer, form, warn);
    });
    clear(this.box, form);
    form.scrollIntoView({ block: "nearest" });
    form.querySelector("input, select, textarea")?.focus();
  }

  async send(offer, form, warn) {
    const say = (text) => { warn.textContent = text; warn.hidden = !text; };
    const buttons = [...this.box.querySelectorAll("button")];
    buttons.forEach((one) => { one.disabled = true; });
    say("");
    try {
      const body = { ...valuesOf(form), version: this.issue.version };
      const files = form.querySelector("[data-files]");
      if (files?.querySelector("input").files.length) body.evidence = await sendEvidence(files, this.issue, say);
      await post(`issues/${this.issue.number}/steps/${offer.step}`, body);
      return await this.done();
    } catch (error) {
      say(error.status === 409 ? t("{reason} 已写的意见还在，点“返回”后页面会刷新。", { reason: error.message }) : error.message);
      buttons.forEach((one) => { one.disabled = false; });
      return null;
    }
  }
}
