// The papers of a lead: its evidence sheet, and copies of its pictures that may be published.
import { get, post, query } from "../lib/api.js";
import { $, clear, el } from "../lib/dom.js";
import { bytes } from "../lib/format.js";
import { lang, t } from "../lib/i18n.js";
import { copiesForm } from "./copies.js";
import { openSheet } from "./sheet.js";

const EVERY_MS = 600;
const ENDED = ["done", "failed", "cancelled", "none"];

/** Asks the workers for papers and shows how far they are, lead by lead. */
export class Papers {
  constructor(desk) {
    this.desk = desk;
    this.sheets = new Map();
    this.copied = new Map();
  }

  may(name) {
    return this.desk.finding?.actions?.includes(name) ?? false;
  }

  /** Have the evidence sheet made in the page's language; it opens when it is there. */
  async sheet() {
    const { finding } = this.desk;
    if (!this.may("sheet") || running(this.sheets.get(finding.id))) return;
    const put = (paper) => {
      this.sheets.set(finding.id, paper);
      this.draw();
    };
    const paper = await this.made(`findings/${finding.id}/sheet`, { lang }, put);
    if (paper.url && document.hasFocus()) window.open(paper.url, "_blank", "noopener");
  }

  /** Show the public copies there are, how they are made and what that does not promise. */
  async copies() {
    const { finding } = this.desk;
    if (!this.may("public")) {
      if (finding?.withheld) this.desk.say(t("限制查看的线索在公开之前没有公开副本"));
      return;
    }
    const path = `findings/${finding.id}/public`;
    const known = running(this.copied.get(finding.id)) ? this.copied.get(finding.id) : await get(path).catch(refused);
    const show = (paper) => {
      this.copied.set(finding.id, paper);
      if (this.desk.finding === finding) openSheet(copiesForm(paper, finding, () => this.made(path, {}, put), () => this.desk.close()));
    };
    const put = (paper) => {
      this.copied.set(finding.id, paper);
      if ($("#sheet [data-copies]")) show(paper);
    };
    show(known);
  }

  /** Ask for a paper and tell of it until it is there or there will be none. */
  async made(path, body, tell) {
    let paper = { state: "queued", percent: 0 };
    tell(paper);
    try {
      paper = await post(path, body);
      while (!ENDED.includes(paper.state)) {
        tell(paper);
        await new Promise((done) => { setTimeout(done, EVERY_MS); });
        paper = await get(query(path, body));
      }
    } catch (error) {
      paper = refused(error);
    }
    tell(paper);
    return paper;
  }

  /** The line under the buttons of the panel. */
  draw() {
    const line = $("#paper");
    if (!line) return;
    const paper = this.sheets.get(this.desk.id);
    line.hidden = !paper;
    clear(line, paper && said(paper));
    if (paper && paper !== this.told) line.scrollIntoView({ block: "nearest" });
    this.told = paper;
    const button = $("[data-paper]");
    if (button) button.disabled = running(paper);
  }
}

const running = (paper) => Boolean(paper) && !ENDED.includes(paper.state);

const refused = (error) => ({ state: "failed", error: { code: error.code ?? "", text: error.message } });

function said(paper) {
  if (paper.url) return el("a", { href: paper.url, target: "_blank", rel: "noopener", type: "application/pdf" }, t("打开证据单 {name}", { name: paper.name }), " ", el("span", { class: "dim" }, bytes(paper.bytes)));
  if (paper.state === "none") return t("线索刚有变化，请再生成一次");
  const cancelled = t("任务已取消");
  if (!running(paper)) return el("span", { role: "alert" }, t("证据单没有生成：{why}", { why: paper.error?.text ?? cancelled }));
  return [el("progress", { max: 100, value: paper.percent, "aria-label": t("证据单") }), " ", paper.stage_text || t("排队中")];
}
