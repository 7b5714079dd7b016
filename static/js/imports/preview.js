// The preview: counts, the file's own problems, and every row with its errors in their place.
import { clear, el, tag } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { columnsOf, shownValue } from "./columns.js";

const FIRST_ROWS = 500;

/** Draws a preview answer and knows whether it may be committed. */
export class Preview {
  constructor(places) {
    Object.assign(this, places);
    this.answer = null;
    this.ready = false;
    this.only.addEventListener("change", () => this.draw());
  }

  show(answer) {
    this.answer = answer;
    this.ready = Boolean(answer.ok);
    this.only.checked = !answer.ok && Boolean(answer.rows?.some((row) => row.problems.length));
    this.draw();
  }

  stale() {
    this.ready = false;
  }

  forget() {
    Object.assign(this, { answer: null, ready: false });
    clear(this.counts);
    this.box.hidden = true;
  }

  draw() {
    const { answer } = this;
    if (!answer) return;
    clear(this.counts, counts(answer));
    const rows = answer.rows ?? [];
    this.box.hidden = !rows.some((row) => row.problems.length);
    const shown = this.only.checked ? rows.filter((row) => row.problems.length) : rows;
    clear(this.result, remarks(answer), rows.length ? table(answer, shown.slice(0, FIRST_ROWS)) : codes(answer), more(shown.length));
  }
}

function counts({ counts: n = {}, rows = [] }) {
  const wrong = rows.filter((row) => row.problems.length).length;
  const facts = [
    [t("新增 {n}", { n: n.new ?? n.imported ?? 0 }), "act-new"],
    [t("变更 {n}", { n: n.change ?? n.changed ?? 0 }), "act-change"],
    [t("未变 {n}", { n: n.same ?? 0 }), "act-same"],
    wrong ? [t("有错误 {n} 行", { n: wrong }), "act-wrong"] : null,
    n.moved ? [t("改属地 {n} 站", { n: n.moved }), "act-change"] : null,
  ];
  return facts.filter(Boolean).map(([text, name]) => el("span", { class: `tag ${name}` }, text));
}

function remarks({ problems = [], notes = [] }) {
  if (!problems.length && !notes.length) return null;
  return el(
    "div",
    { class: "notes" },
    problems.map((problem) => el("p", { class: "up-why", role: "alert" }, el("b", {}, problem.text))),
    notes.map((note) => el("p", { class: "small mid" }, note.text)),
  );
}

function table(answer, rows) {
  const columns = columnsOf(answer);
  const head = [t("行"), t("结果"), ...columns.map((column) => column.header)];
  return el(
    "table",
    { class: "tbl" },
    el("thead", {}, el("tr", {}, head.map((word, at) => el("th", { scope: "col", class: at ? null : "num" }, word)))),
    el("tbody", {}, rows.flatMap((row) => lines(row, columns))),
  );
}

// A row, and under it its errors in words; the cells they are about carry a heavy edge.
function lines(row, columns) {
  const bad = new Set(row.problems.map((problem) => problem.field));
  const words = row.problems.map((problem) => el("p", { class: "up-why" }, problem.text));
  const cells = columns.map((column) => el(
    "td",
    { class: bad.has(column.field) ? "bad" : null, title: shownValue(row, column) },
    shownValue(row, column),
  ));
  const line = el("tr", { class: words.length ? "has-why" : null }, el("td", { class: "num dim" }, String(row.number)), el("td", {}, result(row)), cells);
  if (!words.length) return [line];
  return [line, el("tr", { class: "why-row" }, el("td", {}), el("td", { colspan: columns.length + 1 }, words))];
}

function result(row) {
  if (row.problems.length) return el("span", { class: "tag act-wrong" }, t("有错误"));
  const words = { new: t("新增"), change: t("变更"), same: t("未变") };
  return el("span", { class: `tag act-${row.action}` }, words[row.action] ?? row.action);
}

function codes({ codes: list = [] }) {
  if (!list.length) return null;
  return el("div", { class: "notes" }, el("p", {}, t("文件中的区划代码：")), el("p", { class: "row row--wrap" }, list.map((code) => tag(code))));
}

function more(count) {
  return count > FIRST_ROWS ? el("p", { class: "notes dim" }, t("只显示前 {n} 行，共 {all} 行。", { n: FIRST_ROWS, all: count })) : null;
}
