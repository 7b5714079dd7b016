// One decision for look-alikes: seen as thumbnails first, each can be left out, each decided for itself.
import { get, post } from "../lib/api.js";
import { $, $$, clear, el, gradeWord } from "../lib/dom.js";
import { area, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { openIssues } from "./may.js";
import { choices } from "./sheet.js";
import { thumb } from "./thumb.js";
import { reasons } from "./words.js";

/** The dialog of the key B; `desk` hears what was decided and what was not. */
export class Bulk {
  constructor(desk) {
    this.desk = desk;
  }

  /** Open at once, so that the next key belongs to the dialog; what is alike comes after. */
  async open() {
    const { finding } = this.desk;
    this.all = [finding];
    this.chosen = new Set([finding.id]);
    this.dialog = el("dialog", { class: "bulk", "aria-label": t("成批处理") }, el("p", { class: "bulk-all", role: "status" }, t("正在找相似的线索…")));
    this.dialog.addEventListener("close", () => this.dialog.remove());
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    document.body.append(this.dialog);
    this.dialog.showModal();
    try {
      this.fill(await get(`findings/${finding.id}/alike`));
    } catch (error) {
      this.dialog.close();
      throw error;
    }
  }

  fill({ items, why }) {
    this.all.push(...items);
    for (const { id } of items.filter((one) => why[one.id] === "station")) this.chosen.add(id);
    clear(this.dialog, this.head(), this.grid(), el("footer", { class: "bulk-foot" }));
    this.foot();
    this.dialog.querySelector("input")?.focus();
  }

  head() {
    const [first] = this.all;
    const close = el("button", { type: "button", class: "btn btn--quiet", onclick: () => this.dialog.close() }, t("关闭"), el("kbd", {}, "Esc"));
    return el(
      "header",
      {},
      el("div", { class: "row" }, el("h2", { class: "grow" }, t("相似线索：{name}", { name: first.name })), close),
      el("p", { class: "mid" }, this.all.length > 1
        ? t("同类型、同检测器，未判定。去掉不该一起判的；每一条都按您看到的版本单独判定，判不了的会列出原因。")
        : t("没有其他相似的未判线索。")),
    );
  }

  grid() {
    const [first] = this.all;
    const same = this.all.filter(({ station }) => station.code === first.station.code);
    const others = this.all.filter((one) => !same.includes(one));
    const part = (title, list) => list.length > 0 && [el("h3", {}, title), el("div", { class: "bulk-grid" }, list.map((one) => this.card(one)))];
    return el("div", { class: "bulk-all" }, part(t("同一站点"), same), part(t("其他站点，大小和置信度相近（默认不选）"), others));
  }

  card(finding) {
    const box = el("input", { type: "checkbox", checked: this.chosen.has(finding.id), value: finding.id });
    box.addEventListener("change", () => {
      this.chosen[box.checked ? "add" : "delete"](finding.id);
      this.foot();
    });
    const figure = finding.origin === "person" ? t("人工") : number(finding.confidence, 2);
    const words = [finding.station.name, `${figure} · ${area(finding.area_m2)}`];
    return el("label", { class: "bulk-card" }, box, thumb(finding), el("span", {}, words[0]), el("span", { class: "small dim" }, words[1]));
  }

  foot(asking = null) {
    const [first] = this.all;
    const { rights, verdict } = this.desk;
    const { code, grade } = verdict.values();
    const none = this.chosen.size === 0;
    const acts = [
      rights.accept && [t("认定为问题"), () => this.send({ decision: "accept", code, grade }), `${code} ${gradeWord(grade)}`],
      [t("不是问题"), () => this.foot("reason")],
      first.state === "pending" && [t("补飞"), () => this.send({ decision: "refly" })],
      [t("并入已有"), () => this.merge()],
    ];
    const options = { reason: () => reasons().map(([reason, word]) => [word, () => this.send({ decision: "reject", reason })]) };
    clear(
      $(".bulk-foot", this.dialog),
      el("p", { role: "status" }, asking ? t("为什么不是问题（已选 {n} 条）", { n: this.chosen.size }) : t("已选 {n} 条，共 {all} 条", { n: this.chosen.size, all: this.all.length })),
      none ? null : choices(asking ? options[asking]() : acts),
    );
  }

  async merge() {
    const issues = await openIssues(this.all[0]);
    const items = issues.map((issue) => [issue.title, () => this.send({ decision: "merge", issue: issue.number }), issue.number]);
    clear($(".bulk-foot", this.dialog), el("p", {}, issues.length ? t("并入哪一个问题") : t("本站没有未销号的问题可以并入。")), choices(items));
  }

  async send(decision) {
    const picked = this.all.filter(({ id }) => this.chosen.has(id));
    const note = $("#note").value.trim();
    if (decision.reason === "other" && !note) return this.tell(t("选“其他”时，先关闭本窗口，在研判意见里写明原因。"));
    const items = picked.map(({ id, version }) => ({ id, version }));
    try {
      const answer = await post("findings/bulk", { items, note, ...decision });
      this.result(answer, picked);
      this.desk.settleMany(answer.decided, () => this.desk.sending.back(this.desk.findings.filter(({ id }) => answer.decided.some((one) => one.id === id))));
    } catch (error) {
      this.tell(error.message);
    }
    return null;
  }

  tell(text) {
    clear($(".bulk-foot", this.dialog), el("p", { role: "alert" }, text));
  }

  result({ decided, left }, picked) {
    const named = (id) => picked.find((one) => one.id === id)?.station.name ?? `#${id}`;
    const rows = left.map(({ id, text }) => el("li", {}, el("a", { href: `/review?finding=${id}` }, `${named(id)} #${id}`), `${t("：")}${text}`));
    const close = el("button", { type: "button", class: "btn btn--main", onclick: () => this.dialog.close() }, t("继续研判"), el("kbd", {}, "Enter"));
    clear(
      $(".bulk-all", this.dialog),
      el("p", { class: "bulk-done", role: "status" }, t("已判 {n} 条，10 秒内按 U 可全部撤回", { n: decided.length })),
      left.length ? [el("h3", {}, t("{n} 条没有判，原因：", { n: left.length })), el("ul", { class: "stack" }, rows)] : null,
    );
    clear($(".bulk-foot", this.dialog), close);
    close.focus();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const boxes = $$("input[type=checkbox]", this.dialog);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step && boxes.length) boxes[(boxes.indexOf(document.activeElement) + step + boxes.length) % boxes.length].focus();
    else if (/^[1-9]$/.test(event.key)) $$(".bulk-foot .row--wrap > button", this.dialog)[Number(event.key) - 1]?.click();
    else if (event.key === "Enter" && event.target.type === "checkbox") event.target.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
