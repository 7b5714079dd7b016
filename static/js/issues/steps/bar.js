// The steps this person may take now as buttons; what blocks the others stands beside them in words.
import { clear, el } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { StepForm } from "./form.js";

const QUIET = new Set(["refly", "pause", "resume", "release", "merge", "reject", "progress", "ask_extension", "extend", "fail", "disapprove", "return_plan", "relapse"]);

/** Buttons in every one of `bars`, the reasons in `why`, one form in `box`; `page.show(issue)` draws an answer. */
export class Steps {
  constructor({ box, bars, why }, page) {
    Object.assign(this, { box, bars, why, page, issue: null, form: null });
  }

  put(issue) {
    this.issue = issue;
    const offers = [...(issue.offers ?? [])].sort((a, b) => rank(a) - rank(b));
    const free = offers.filter((offer) => !offer.blocked);
    for (const bar of this.bars) {
      clear(bar, free.map((offer, at) => this.button(offer, at === free.length - 1)));
      bar.hidden = !free.length;
    }
    clear(this.why, offers.filter((offer) => offer.blocked).map(({ label, why }) => el("p", { class: "small mid" }, el("b", {}, label), t("：{why}", { why }))));
    this.why.hidden = free.length === offers.length;
  }

  button(offer, main) {
    return el("button", { type: "button", class: `btn${main ? " btn--main" : ""}`, "data-step": offer.step, onclick: () => this.open(offer) }, offer.label);
  }

  /** Open the form of a step by its name, or of the main one. */
  openStep(name = null) {
    const free = this.issue?.offers?.filter((one) => !one.blocked) ?? [];
    const sorted = [...free].sort((a, b) => rank(a) - rank(b));
    const offer = name ? free.find((one) => one.step === name) : sorted.at(-1);
    if (offer) this.open(offer);
    return Boolean(offer);
  }

  open(offer) {
    this.form = new StepForm(offer, this.issue, {
      attached: this.page.attached,
      done: (issue) => { this.close(); this.page.show(issue); },
      fresh: (issue) => this.page.show(issue),
      close: () => this.close(),
    });
    clear(this.box, this.form.node);
    this.form.node.scrollIntoView({ block: "nearest" });
    this.form.node.querySelector("input:not([type=file]), select, textarea, input")?.focus();
  }

  close() {
    this.form = null;
    clear(this.box);
  }
}

// The main button is the last one, as the look has it: what moves the issue on.
function rank({ step }) {
  return QUIET.has(step) ? 0 : 1;
}
