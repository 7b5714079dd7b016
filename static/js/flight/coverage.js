// How much of each zone was seen at the needed resolution, what was not, and a mission to see it.
import { get } from "../lib/api.js";
import { clear, el, svg } from "../lib/dom.js";
import { area, distance, number, percent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { section } from "./parts.js";
import { cameraName, lasted } from "./words.js";

const FORMATS = { kmz: t("大疆 .kmz"), plan: t("QGC .plan"), waypoints: ".waypoints", kml: ".kml" };
const WIDTH = 200;
const NEAR_M = 100;

/** The coverage section; `refly(line)` draws a planned flight. */
export class Coverage {
  constructor(box, refly) {
    Object.assign(this, { box, refly, plan: null });
  }

  draw(flight) {
    const rows = [...(flight.coverage ?? [])].sort((a, b) => a.radius_m - b.radius_m || a.gsd_limit_m - b.gsd_limit_m);
    const near = rows.filter((row) => row.radius_m <= NEAR_M);
    const far = rows.filter((row) => row.radius_m > NEAR_M);
    const body = rows.length
      ? [table(near), far.length ? el("details", { class: "more small" }, el("summary", {}, t("更大的范围（多由卫星影像看）")), table(far)) : null]
      : el("p", { class: "mid" }, waiting(flight));
    clear(this.box, section(t("覆盖"), rows.length ? t("按所需分辨率计") : "", body, this.gaps(flight, near)));
  }

  gaps(flight, rows) {
    const missing = rows.filter((row) => row.gap_area_m2 > 0);
    if (!rows.length) return null;
    if (!missing.length) return el("p", { class: "small mid gap" }, t("管控环内都有达到分辨率的照片。看得到不等于没有问题。"));
    this.format = el("select", { class: "sel", "aria-label": t("航线文件格式") }, formats(Object.keys(FORMATS)));
    this.camera = el("select", { class: "sel", hidden: true, "aria-label": t("补飞机型"), onchange: () => this.preview(flight) });
    this.go = el("button", { type: "button", class: "btn btn--main", disabled: true, onclick: () => this.fetch(flight) }, t("补飞缺口"));
    this.note = el("p", { class: "small mid", role: "status" });
    this.look = el("button", { type: "button", class: "btn btn--quiet", "aria-pressed": "false", hidden: true, onclick: () => this.toggle() }, t("在图上看航线"));
    this.refly(null);
    this.preview(flight);
    return el(
      "div", { class: "stack gap" },
      el("p", { class: "small mid" }, t("斜线处没有达到分辨率的照片，不判定。")),
      el("div", { class: "row row--wrap" }, this.go, this.format, this.camera, this.look), this.note,
    );
  }

  query() {
    return this.camera.value ? `?camera=${encodeURIComponent(this.camera.value)}` : "";
  }

  async preview(flight) {
    try {
      this.plan = await get(`flights/${flight.id}/refly${this.query()}`);
      this.note.textContent = planned(this.plan);
      clear(this.format, formats(this.plan.formats));
      clear(this.camera, this.plan.cameras.map(({ code, name }) => el("option", { value: code, selected: code === this.plan.camera.code }, cameraName(name))));
      this.camera.hidden = this.look.hidden = this.go.disabled = false;
      if (this.look.getAttribute("aria-pressed") === "true") this.refly(this.plan.line);
    } catch (error) {
      this.note.textContent = error.message;
      this.go.disabled = true;
    }
  }

  // Fetched first: a refusal is said here instead of on a page of its own.
  async fetch(flight) {
    const kind = this.format.value;
    const answer = await fetch(`/api/v1/flights/${flight.id}/refly.${kind}${this.query()}`, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) {
      this.note.textContent = (await answer?.json().catch(() => null))?.detail ?? t("航线暂时取不到");
      return;
    }
    const address = URL.createObjectURL(await answer.blob());
    el("a", { href: address, download: `flight-${flight.id}-gaps.${kind}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  toggle() {
    const shown = this.look.getAttribute("aria-pressed") !== "true";
    this.look.setAttribute("aria-pressed", String(shown));
    this.refly(shown ? this.plan.line : null);
  }
}

function formats(kinds) {
  return kinds.map((kind) => el("option", { value: kind }, FORMATS[kind]));
}

function planned(plan) {
  const facts = { photos: number(plan.photos), length: distance(plan.length_m), time: lasted(plan.time_s), height: number(plan.height_m), batteries: plan.batteries };
  const said = t("真高 {height} m，{photos} 张，{length}，{time}，{batteries} 块电池", facts);
  const warnings = (plan.warnings ?? []).map((warning) => warning.text);
  return [said, ...warnings].join(t("；"));
}

function table(rows) {
  const cells = [t("范围"), t("已覆盖"), t("重叠"), t("缺口")];
  return el(
    "table", { class: "tbl cov" },
    el("thead", {}, el("tr", {}, cells.map((cell, at) => el("th", { scope: "col", class: at === 3 ? "num" : null }, cell)))),
    el("tbody", {}, rows.map(line)),
  );
}

function line(row) {
  const signs = (row.signs ?? []).map((sign) => sign.name).join("、");
  return el(
    "tr", { title: signs },
    el("th", { scope: "row" }, t("{m} m 环", { m: number(row.radius_m) }), el("span", { class: "dim small" }, ` ${number(row.gsd_limit_m * 100, 0)} cm`), el("span", { class: "vh" }, signs)),
    el("td", {}, el("span", { class: "row" }, bar(row.covered), el("b", {}, share(row.covered)))),
    el("td", { class: "small mid" }, overlap(row.overlap)),
    el("td", { class: "num" }, row.gap_area_m2 > 0 ? area(row.gap_area_m2) : "–"),
  );
}

// 99.6 % is not all of it.
function share(covered) {
  return covered >= 1 ? "100%" : percent(Math.min(covered, 0.999), covered > 0.99 ? 1 : 0);
}

function overlap(list) {
  const most = (list ?? []).filter(([times, part]) => times >= 3 && part > 0).reduce((sum, [, part]) => sum + part, 0);
  return (list ?? []).length ? t("≥3 张 {share}", { share: percent(Math.min(most, 1), 0) }) : "";
}

function bar(covered) {
  const seen = WIDTH * covered;
  return svg(
    "svg", { class: "cov-bar", viewBox: `0 0 ${WIDTH} 8`, width: 72, height: 8, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "bar-bg", width: WIDTH, height: 8 }),
    svg("rect", { class: "bar", width: seen, height: 8 }),
    svg("rect", { class: "bar--hole", x: seen, width: WIDTH - seen, height: 8 }),
  );
}

function waiting({ photos, stages }) {
  if (!photos.length) return t("还没有照片，无从计算覆盖。");
  const place = (stages ?? []).find((stage) => stage.key === "place");
  if (place?.state === "failed") return t("定位没有完成，覆盖未知；不等于已覆盖。");
  return place?.state === "done" ? t("没有照片能算出地面范围，覆盖未知；不等于已覆盖。") : t("定位完成后计算覆盖。");
}
