// What the buttons and keys of the desk do.
import { $, $$ } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { Bulk } from "./bulk.js";
import { mergeForm, rejectForm, releaseForm, reopenForm } from "./decide.js";
import { Drawing } from "./draw.js";
import { openHelp } from "./help.js";
import { measure } from "./measure.js";
import { openIssues } from "./may.js";
import { reclassForm } from "./reclass.js";
import { choices, openSheet, sheet } from "./sheet.js";
import { drawStrip, turnPicture } from "./stagehead.js";
import { undecided } from "./words.js";

const PAN_SHARE = 0.12;
const MODES = ["swipe", "side"];

/** The acts on a desk; `sending` sends decisions, `papers` asks for sheets and copies. */
export function actsOf(desk, sending, papers) {
  const paper = { sheet: () => papers.sheet(), copies: () => papers.copies() };
  return { ...decisions(desk, sending), ...further(desk, sending), ...paper, ...looking(desk), ...moving(desk) };
}

function decisions(desk, sending) {
  const { rights } = desk;
  const open = () => desk.finding?.id && undecided(desk.finding);
  const fit = () => open() && !desk.finding.not_evidence;
  return {
    accept: () => {
      if (!fit()) return;
      if (rights.accept) sending.decide("accept", desk.verdict.values(), ({ issue }) => t("已认定，立为问题 {number}", { number: issue.number }));
      else if (rights.propose) sending.decide("propose", desk.verdict.values(), () => t("已提议，等督办员或复核员认定"));
    },
    reject: () => open() && rights.decide && openSheet(rejectForm($("#note"), (reason) => sending.decide("reject", { reason }, () => t("已判为“不是问题”")), () => desk.close())),
    refly: () => open() && rights.decide && sending.decide("refly", {}, () => t("已列入补飞")),
    merge: async () => {
      if (!fit() || !rights.decide) return;
      const { finding } = desk;
      const send = (issue) => sending.decide("merge", { issue }, () => t("已并入 {number}", { number: issue }));
      const show = (issues, more) => openSheet(mergeForm(issues, send, () => desk.close(), more));
      show(finding.near_issues ?? [], true); // at once: the next digit chooses, it does not decide
      const issues = await openIssues(finding);
      if (desk.finding === finding && $("#sheet [data-merge]")) show(issues, false);
    },
    undo: () => desk.undo.fire(),
    bulk: () => open() && rights.decide && new Bulk(desk).open().catch((error) => desk.say(error.message)),
  };
}

function further(desk, sending) {
  const may = (action) => desk.finding?.actions?.includes(action);
  const close = () => desk.close();
  return {
    reclass: () => undecided(desk.finding ?? {}) && openSheet(reclassForm(desk.types, desk.finding, (type) => {
      desk.close();
      desk.verdict.choose(type);
      if (may("reclass")) sending.reclass(type);
      else desk.say(t("改为 {code} {name}，按 1 认定时生效", { code: type.code, name: type.name }));
    }, close)),
    note: () => !$("#accept-box").hidden && $("#note").focus(),
    reopen: () => may("reopen") && openSheet(reopenForm(desk.finding, (note) => sending.reopen(note), close)),
    release: () => may("release") && openSheet(releaseForm(() => sending.change("release", {}, t("已公开，区县和运维单位可以看到")), close)),
    draw: () => desk.finding && new Drawing(desk).ask(),
    measure: () => askMeasure(desk),
    help: () => openHelp(),
    filter: () => desk.filter.focus(),
  };
}

function askMeasure(desk) {
  const { stage, finding } = desk;
  if (!stage.pane?.picture.placed) return desk.say(t("这幅图没有坐标，不能测量"));
  const start = (kind) => () => {
    desk.close();
    measure(kind, stage, finding, (...nodes) => desk.say(...nodes));
  };
  return openSheet(sheet(t("测量"), () => desk.close(), choices([
    [t("距离"), start("distance")],
    [t("面积"), start("area")],
    [t("影长测高"), start("shadow"), finding.sun ? "" : t("拍摄钟点未知，不可用")],
  ])));
}

function looking(desk) {
  const { stage } = desk;
  return {
    /** Esc: first the sheet, then the tool, then the chosen picture. */
    close: () => {
      if ($("#sheet").childElementCount) return desk.close();
      desk.hush();
      if (stage.tool) return stage.drop();
      if (stage.chosen) {
        stage.choose(null);
        drawStrip($("#strip"), stage);
      }
      return null;
    },
    mode: (mode) => setMode(stage, mode),
    turn: () => setMode(stage, MODES[(MODES.indexOf(stage.mode) + 1) % MODES.length]),
    blink: () => (stage.mode === "blink" ? stage.blink() : setMode(stage, "blink")),
    nudge: (by) => stage.nudge(by),
    picture: (by) => turnPicture($("#strip"), stage, by),
  };
}

function moving(desk) {
  const { stage } = desk;
  return {
    step: (by) => desk.step(by),
    zoom: (factor) => stage.zoom(factor),
    whole: () => stage.whole(),
    onto: () => stage.onto(),
    pan: (key) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
      if (!way || !stage.pane) return false;
      const { width, height } = stage.pane.view;
      stage.pan([way[0] * width * PAN_SHARE, way[1] * height * PAN_SHARE]);
      return true;
    },
  };
}

function setMode(stage, mode) {
  for (const button of $$("[data-mode]")) button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
  stage.set(mode);
}
