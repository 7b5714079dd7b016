// Drawing: another outline, a piece cut away, or a lead that the machine missed.
import { post } from "../lib/api.js";
import { el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { toPolygon } from "./picture.js";
import { fitting, typePicker } from "./reclass.js";
import { choices, openSheet, sheet } from "./sheet.js";
import { PointTool } from "./tool.js";

/** The drawing flows of the page; `desk` gives finding, stage, types and hears what became of it. */
export class Drawing {
  constructor(desk) {
    this.desk = desk;
  }

  /** The sheet of the key D. */
  ask() {
    const { desk } = this;
    const { finding } = desk;
    const shape = finding.actions?.includes("shape");
    if (!desk.stage.pane?.picture.placed) return desk.say(t("这幅图没有坐标，不能在上面标绘"));
    if (!desk.rights.decide) return desk.say(t("您的角色不能标绘"));
    if (!finding.id) return this.begin("new");
    return openSheet(sheet(t("标绘"), desk.close, choices([
      [t("标出漏掉的问题"), () => this.begin("new"), t("新线索")],
      shape && [t("重画轮廓"), () => this.begin("replace")],
      shape && [t("切去一部分"), () => this.begin("cut")],
    ])));
  }

  begin(how) {
    const { desk } = this;
    desk.close();
    const words = { new: t("画出漏掉的问题"), replace: t("重画这条线索的轮廓"), cut: t("圈出要切去的部分") };
    const told = ({ points }) => desk.say([words[how], points.length < 3 ? t("：逐点按下（或方向键移动、空格落点），Enter 闭合，Backspace 退一点，Esc 放弃") : t("：{n} 个顶点，Enter 闭合", { n: points.length })]);
    desk.stage.take(new PointTool({ ring: true, least: 3, told, done: (points, tool) => this.drawn(how, toPolygon(tool.picture, points)) }));
  }

  drawn(how, geometry) {
    if (how === "new") return this.describe(geometry);
    return this.reshape(how, geometry);
  }

  async reshape(how, geometry) {
    const { desk } = this;
    const { finding } = desk;
    desk.busy = true;
    desk.bar();
    try {
      const answer = await post(`findings/${finding.id}/shape`, { geometry, how, version: finding.version });
      desk.busy = false;
      desk.stage.drop();
      Object.assign(finding, answer.finding);
      desk.redraw();
      desk.say(t("轮廓已改，面积和距离已重算；机器原来的轮廓以细虚线保留"));
    } catch (error) {
      desk.busy = false;
      await desk.sending.lost(finding, error);
    } finally {
      desk.busy = false;
      desk.bar();
    }
  }

  describe(geometry) {
    const { desk } = this;
    const { finding } = desk;
    const note = el("input", { class: "inp", maxlength: 2000, placeholder: t("说明（可不填）"), "aria-label": t("说明") });
    const types = fitting(desk.types, finding.station.kind);
    const picker = typePicker(types, (type) => this.save(type, note.value.trim(), geometry));
    openSheet(sheet(t("标出的是什么"), desk.close, note, picker, el("p", { class: "small mid" }, t("存为线索，注明由您标绘；仍需认定后才成为问题。"))));
    picker.querySelector("input").focus();
  }

  async save(type, note, geometry) {
    const { desk } = this;
    const { scene, station } = desk.finding;
    desk.close();
    try {
      const { finding } = await post("findings", { scene: scene.id, station: station.code, code: type.code, geometry, note });
      desk.stage.drop();
      desk.add(finding);
      desk.say(t("已存为线索：{name}", { name: finding.name }));
    } catch (error) {
      desk.say(error.message);
    }
  }
}
