// Measuring on the stage: distance, area, and the height of a thing from its shadow.
import { el, svg } from "../lib/dom.js";
import { area, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { cased } from "./overlay.js";
import { areaOf, lengthOf } from "./picture.js";
import { PointTool } from "./tool.js";

const DIRECTION_DEG = 12;
const CLICK_PX = 1.5;
const RAD = Math.PI / 180;

/** Start a measurement; `say(nodes)` shows its present result. */
export function measure(kind, stage, finding, say) {
  const tools = { distance: distanceTool, area: areaTool, shadow: shadowTool };
  if (kind === "shadow" && !finding.sun) {
    say(t("影像没有可靠的拍摄钟点，不能由影长算高度"));
    return;
  }
  stage.take(tools[kind](finding, say));
}

function distanceTool(_finding, say) {
  const tell = (tool) => say(hint(tool, 2, () => [t("距离"), " ", strong(metres(lengthOf(tool.shown) * tool.picture.metres))]));
  return new PointTool({ told: tell, done: (_points, tool) => tell(tool) });
}

function areaTool(_finding, say) {
  const tell = (tool) => say(hint(tool, 3, () => [
    t("面积"), " ", strong(area(areaOf(tool.shown) * tool.picture.metres ** 2)),
    t("，周长"), " ", metres(lengthOf([...tool.shown, tool.shown[0]]) * tool.picture.metres),
  ]));
  return new PointTool({ ring: true, least: 3, told: tell, done: (_points, tool) => tell(tool) });
}

function shadowTool(finding, say) {
  const tell = (tool) => say(tool.shown.length < 2
    ? t("从物体底部按一下，再按影子的尖端；虚线是影子应有的方向")
    : heightText(tool, finding));
  return new PointTool({ most: 2, told: tell, done: (_points, tool) => tell(tool), guide: (tool) => guide(tool, finding.sun) });
}

/** Height of a thing and its standard error, from shadow ends in pixels; metres and degrees. */
export function heightOf([foot, tip], metresPerPixel, finest, sun) {
  const length = Math.hypot(tip[0] - foot[0], tip[1] - foot[1]) * metresPerPixel;
  const end = CLICK_PX * Math.max(metresPerPixel, finest ?? 0);
  const slope = Math.tan(sun.elevation_deg * RAD);
  const bySun = (length / Math.cos(sun.elevation_deg * RAD) ** 2) * sun.uncertainty_deg * RAD;
  const bearing = (Math.atan2(tip[0] - foot[0], foot[1] - tip[1]) / RAD + 360) % 360;
  const off = Math.abs(((bearing - sun.azimuth_deg + 360) % 360) - 180);
  return { length, height: length * slope, error: Math.hypot(slope * end * Math.SQRT2, bySun), off };
}

function heightText(tool, finding) {
  const { sun } = finding;
  const found = heightOf(tool.shown, tool.picture.metres, finding.gsd_m, sun);
  const warn = found.off > DIRECTION_DEG ? t("；方向与影子应有方向差 {n}°，请沿虚线量", { n: number(found.off) }) : "";
  return [
    t("高约"), " ", strong(`${number(found.height, 1)} ± ${number(found.error, 1)} m`),
    el("span", { class: "dim" }, t("（影长 {l} m，太阳高度角 {e}° ± {u}°，按地面水平、物体直立算；未计坡度）", {
      l: number(found.length, 1), e: number(sun.elevation_deg, 1), u: number(sun.uncertainty_deg, 1),
    })),
    warn && el("span", { role: "alert" }, warn),
  ];
}

function guide({ shown, pane }, sun) {
  const [foot] = shown;
  if (!foot) return [];
  const away = (sun.azimuth_deg + 180) * RAD;
  const far = Math.max(pane.view.width, pane.view.height);
  const end = [foot[0] + Math.sin(away) * far, foot[1] - Math.cos(away) * far];
  return [svg("g", { class: "tool-guide" }, cased("path", { d: `M${foot.join(" ")}L${end.join(" ")}` }, { width: 1, dash: "3 6" }))];
}

const hint = (tool, least, result) => (tool.shown.length < least ? t("在图上逐点按下；Enter 结束，Backspace 退一点，Esc 收起") : result());
const strong = (text) => el("b", {}, text);

/** Metres with as many digits as a hand can measure. */
export function metres(value) {
  return value < 10 ? `${number(value, 2)} m` : value < 1000 ? `${number(value, 1)} m` : `${number(value / 1000, 2)} km`;
}
