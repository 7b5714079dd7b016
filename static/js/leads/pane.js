// One lead with its decision: an issue, no problem, or part of an issue that is there.
import { get, post, query } from "../lib/api.js";
import { $, clear, el, grade, gradeWord, tag } from "../lib/dom.js";
import { moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { modeName } from "../review/words.js";

/** Shows one lead and sends what is decided about it. */
export class Pane {
  constructor(root, { decide, asOf, decided }) {
    Object.assign(this, { root, may: decide, asOf, decided, lead: null, asked: "" });
  }

  show(lead) {
    if (lead?.number !== this.lead?.number) this.asked = "";
    this.lead = lead ?? null;
    this.draw();
  }

  /** Open the form of one decision (empty: none). */
  ask(which) {
    if (!this.lead || !this.may || this.lead.state !== "triage") return;
    this.asked = which;
    this.draw();
    $("textarea, select", this.root)?.focus();
  }

  draw() {
    const { lead } = this;
    if (!lead) {
      clear(this.root, el("p", { class: "sec dim" }, t("选一条线索看详情")));
      return;
    }
    clear(this.root, el("div", { class: "sec stack" }, head(lead), facts(lead, this.asOf)), pictures(lead), this.foot());
  }

  foot() {
    const { lead } = this;
    if (lead.state !== "triage") return el("div", { class: "sec stack" }, outcome(lead, this.asOf));
    if (!this.may) return el("p", { class: "sec dim small" }, t("由有权的督办员或审核员判定"));
    if (this.asked) return this.form();
    const button = (which, word, key, main) => el("button", { class: `btn${main ? " btn--main" : ""}`, type: "button", onclick: () => this.ask(which) }, word, el("kbd", { "aria-hidden": "true" }, key));
    return el("div", { class: "foot row--wrap" }, button("confirm", t("立为问题"), "A", true), button("reject", t("排除"), "R"), button("merge", t("并入"), "M"));
  }

  form() {
    const fields = { confirm: () => confirmFields(this.lead), reject: rejectFields, merge: () => mergeFields(this.lead) }[this.asked]();
    const why = el("p", { class: "up-why", role: "alert", hidden: true });
    const send = el("button", { class: "btn btn--main", type: "submit" }, { confirm: t("立为问题"), reject: t("排除"), merge: t("并入") }[this.asked]);
    const form = el("form", { class: "sec stack" }, fields, why, el("div", { class: "row" }, send, el("button", { class: "btn btn--quiet", type: "button", onclick: () => this.ask("") }, t("取消"))));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(form, why, send);
    });
    return form;
  }

  async send(form, why, button) {
    const body = { version: this.lead.version };
    for (const [name, value] of new FormData(form)) if (value !== "") body[name] = name === "grade" ? Number(value) : value;
    button.disabled = true;
    try {
      await post(`leads/${this.lead.number}/${this.asked}`, body);
      this.asked = "";
      await this.decided();
    } catch (error) {
      why.textContent = error.message;
      why.hidden = false;
      button.disabled = false;
    }
  }
}

function head(lead) {
  return [
    el("div", { class: "row row--wrap" }, tag(lead.source_name), lead.rule_name ? tag(lead.rule_name) : null, lead.principled ? tag(t("原则性")) : null, lead.withheld ? tag(t("限制查看")) : null, el("span", { class: "mono dim push" }, lead.number)),
    el("h2", {}, lead.name),
    el("p", {}, lead.text),
  ];
}

function facts(lead, asOf) {
  const rows = [
    [t("站点"), el("a", { href: `/?station=${encodeURIComponent(lead.station.code)}` }, lead.station.name)],
    lead.company ? [t("运维单位"), lead.company] : null,
    lead.order_id ? [t("工单"), el("a", { href: `/orders/${lead.order_id}` }, lead.subject.replace(/^order:/, ""))] : null,
    lead.measured ? [t("实测"), lead.measured] : null,
    lead.limit ? [t("限值"), lead.limit] : null,
    lead.certainty ? [t("限值来源"), lead.certainty] : null,
    lead.grade ? [t("建议等级"), el("span", { class: "row" }, grade(lead.grade), gradeWord(lead.grade))] : null,
    [t("坐标"), el("span", { class: "mono" }, `${lead.lon.toFixed(5)}, ${lead.lat.toFixed(5)} (WGS-84)`)],
    [t("发现"), [moment(lead.found_at, asOf), lead.by].filter(Boolean).join(" ")],
  ];
  return el("dl", { class: "kv" }, rows.filter(Boolean).map(([word, value]) => [el("dt", {}, word), el("dd", {}, value)]));
}

function pictures(lead) {
  const shown = lead.evidence.filter((entry) => (entry.mime ?? "image/").startsWith("image/"));
  if (!shown.length) return null;
  return el("div", { class: "sec photos" }, shown.map((entry) => el("a", { href: entry.url, target: "_blank", rel: "noopener" }, el("img", { src: entry.url, alt: entry.filename ?? t("照片"), loading: "lazy" }))));
}

function outcome(lead, asOf) {
  return [
    el("p", {}, t("{by} 于 {at} 判为“{what}”", { by: lead.decided_by, at: moment(lead.decided_at, asOf), what: lead.state_name })),
    lead.reason ? el("p", { class: "mid" }, lead.reason) : null,
    lead.issue ? el("p", {}, el("a", { href: `/issues/${lead.issue.number}` }, lead.issue.number), ` ${modeName(lead.issue.mode)}`) : null,
  ];
}

function field(word, control) {
  return el("label", { class: "lab" }, word, control);
}

function confirmFields(lead) {
  const grades = [1, 2, 3].map((n) => el("option", { value: n, selected: n === lead.grade }, gradeWord(n)));
  const modes = (lead.principled ? ["transfer"] : ["on_spot", "time_limit", "transfer"]).map((mode) => el("option", { value: mode, selected: mode === lead.mode }, modeName(mode)));
  return el("div", { class: "two" }, field(t("等级"), el("select", { class: "sel", name: "grade" }, grades)), field(t("处理方式"), el("select", { class: "sel", name: "mode" }, modes)));
}

function rejectFields() {
  return field(t("排除理由"), el("textarea", { class: "ta", name: "reason", rows: 3, maxlength: 2000, required: true }));
}

function mergeFields(lead) {
  const select = el("select", { class: "sel", name: "issue", required: true }, el("option", { value: "" }, t("请选择同站点未办结的问题")));
  get(query("issues", { station: lead.station.code, state: "not_closed" })).then(({ items }) => {
    select.append(...items.map((issue) => el("option", { value: issue.number }, `${issue.number} ${issue.title}`)));
  }).catch(() => {});
  return [field(t("并入的问题"), select), field(t("说明"), el("textarea", { class: "ta", name: "note", rows: 2, maxlength: 2000 }))];
}
