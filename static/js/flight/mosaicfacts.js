// What the mosaic is worth: resolution, held-out tie points, frames left out and why.
import { post } from "../lib/api.js";
import { clear, el } from "../lib/dom.js";
import { area, number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { pairs, section } from "./parts.js";

const SHOWN = 100;

/** Draw the mosaic's section; `again()` asks for a new one, `align(move)` lays it on the baseline. */
export function drawMosaic(box, flight, { again, align }) {
  const { mosaic: report, scene } = flight;
  if (!report?.frames?.length && !report?.refused && !scene) return clear(box);
  const left = (report.frames ?? []).filter((frame) => !frame.used);
  const flipped = (report.frames ?? []).filter((frame) => frame.yaw_flipped).length;
  const rows = [
    report.gsd_m ? [t("分辨率"), `${number(report.gsd_m * 100, 1)} cm/px`] : null,
    report.area_m2 ? [t("面积"), area(report.area_m2)] : null,
    report.ties_held_out ? [t("留出匹配点"), ties(report)] : null,
    Number.isFinite(report.absolute_shift_m) ? [t("较坐标整体移动"), `${number(report.absolute_shift_m, 1)} m`] : null,
    flipped ? [t("偏航更正"), t("{n} 张的记录偏航相差约 180°", { n: flipped })] : null,
    scene && report.proposed_nudge ? [t("与基准的偏差"), proposal(flight, align)] : null,
    scene?.nudge?.by ? [t("人工平移"), moved(scene.nudge)] : null,
  ];
  return clear(box, section(
    t("拼接正射"), "", report.refused ? el("p", { class: "mid" }, report.refused.text) : null, pairs(rows),
    left.length ? el("details", { class: "more" }, el("summary", {}, t("{n} 张未拼入", { n: left.length })), el("ul", { class: "stack small" }, left.slice(0, SHOWN).map(frame))) : null,
    singles(report.single_scenes ?? []),
    el("div", { class: "row row--wrap gap" }, scene ? el("a", { class: "btn btn--small", href: `/imagery/scenes/${scene.id}` }, t("看正射与检测结果")) : null, flight.may?.edit ? redo(flight, again) : null),
  ));
}

function ties({ tie_median_gsd: median, tie_p90_gsd: p90, ties_held_out: count }) {
  return t("{n} 个，中位 {median} 像素，九成以内 {p90} 像素", { n: number(count), median: number(median, 1), p90: number(p90, 1) });
}

// Registered to the baseline by the machine; a person looks and applies it.
function proposal({ mosaic: { proposed_nudge: move }, scene, may }, align) {
  const { east_m: east, north_m: north, inliers, tiles, residual_m: residual } = move;
  const said = t("移动东 {east} m、北 {north} m 可与基准重合（{inliers}/{tiles} 处一致，残差 {residual} m）", { east: number(east, 2), north: number(north, 2), inliers, tiles, residual: number(residual, 2) });
  const there = Math.hypot(scene.nudge.east_m - east, scene.nudge.north_m - north) < 0.02;
  if (there) return [said, el("span", { class: "dim" }, ` ${t("已应用")}`)];
  return [said, may?.edit ? el("p", {}, el("button", { type: "button", class: "btn btn--small", onclick: () => align(move) }, t("按基准平移"))) : null];
}

function singles(ids) {
  if (!ids.length) return null;
  const links = ids.map((id) => el("a", { href: `/imagery/scenes/${id}` }, String(id)));
  return el("p", { class: "small mid row row--wrap" }, t("未拼入而单独检测的照片（位置存疑）："), links);
}

function moved({ east_m: east, north_m: north, by }) {
  return t("东 {east} m，北 {north} m（{by}）", { east: number(east, 2), north: number(north, 2), by });
}

function frame({ file, reason }) {
  return el("li", {}, el("span", { class: "mono wrap-any" }, file), " ", el("span", { class: "mid" }, reason?.text ?? reason ?? ""));
}

function redo(flight, again) {
  const button = el("button", { type: "button", class: "btn btn--small" }, t("重新拼接"));
  const said = el("span", { class: "small mid", role: "status" });
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await post(`flights/${flight.id}/mosaic`);
      said.textContent = t("已排队");
      again();
    } catch (error) {
      said.textContent = error.message;
      button.disabled = false;
    }
  });
  return [button, said];
}
