// The decision bar: what may be done with this lead, what was just done, who was first.
import { $, clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { decidedText, undecided } from "./words.js";

const SAME_PLACE_M = 10;

/** Draw the buttons for a lead; `acts` maps names to functions. */
export function drawBar(bar, finding, rights, acts, busy) {
  const box = $(".acts", bar);
  if (!finding.id) clear(box, rights.decide && button(t("标绘"), "D", acts.draw, true, busy));
  else if (!undecided(finding)) clear(box, el("p", { class: "mid" }, decidedText(finding)), issueLink(finding), sheetButton(finding, acts, busy), reopen(finding, acts, busy));
  else clear(box, waiting(finding, rights, acts, busy));
}

function waiting(finding, rights, acts, busy) {
  const near = finding.near_issues?.some((issue) => issue.distance_m <= SAME_PLACE_M) ?? false;
  const fit = !finding.not_evidence;
  const first = fit && (rights.accept
    ? button(t("认定为问题"), "1", acts.accept, !near, busy)
    : rights.propose && button(t("提议认定"), "1", acts.accept, !near, busy));
  return [
    first,
    !fit && rights.decide ? el("p", { class: "note small bar-note" }, finding.not_evidence.text) : null,
    rights.decide && button(t("不是问题"), "2", acts.reject, false, busy),
    rights.decide && finding.state === "pending" && button(t("看不清，补飞"), "3", acts.refly, !fit, busy),
    fit && rights.decide && button(t("并入已有"), "M", acts.merge, near, busy),
    rights.decide && button(t("成批"), "B", acts.bulk, false, busy, "btn--quiet no-phone"),
    finding.state === "refly" ? reopen(finding, acts, busy) : null,
    first || rights.decide ? null : el("p", { class: "mid" }, t("您可以查看线索；研判由复核员、督办员和影像研判员进行。")),
  ];
}

function sheetButton(finding, acts, busy) {
  return finding.actions?.includes("sheet") ? button(t("证据单"), "P", acts.sheet, false, busy, "btn--quiet") : null;
}

function reopen(finding, acts, busy) {
  return finding.actions?.includes("reopen") ? button(t("重新研判"), "R", acts.reopen, false, busy) : null;
}

function button(word, key, act, main, busy, more = "") {
  return el(
    "button",
    { type: "button", class: `btn btn--tall${main ? " btn--main" : ""} ${more}`, disabled: busy, onclick: act },
    word,
    el("kbd", {}, key),
  );
}

function issueLink(finding) {
  const number = finding.decided?.issue;
  return number ? el("a", { href: `/issues/${number}` }, t("打开问题 {number}", { number })) : null;
}

/** Say what was done, with an undo button for as long as it can be undone. */
export function sayDone(note, text, { link = null, undo = null, seconds = 10 } = {}) {
  const left = el("span", { class: "dim" }, String(seconds));
  clear(note, el("span", {}, text), link && el("a", { href: link }, t("打开")), undo && el(
    "button",
    { type: "button", class: "btn btn--quiet", onclick: undo },
    t("撤回"),
    el("kbd", {}, "U"),
    left,
  ));
  note.hidden = false;
  return left;
}

/** Say that something went wrong or somebody else was first; nothing typed is lost. */
export function sayProblem(note, text, mine = "") {
  const keep = mine && el("button", {
    type: "button",
    class: "btn btn--quiet",
    onclick: () => navigator.clipboard?.writeText(mine),
  }, t("复制我的意见"));
  clear(note, el("span", { role: "alert" }, text), keep);
  note.hidden = false;
}
