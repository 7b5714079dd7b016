// Verification by flight: ask for a mission, compare what was flown since with the evidence, attach it.
import { get } from "../../lib/api.js";
import { clear, el } from "../../lib/dom.js";
import { distance, moment, number } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { comparison } from "./compare.js";

/** The section of flights of an issue; photos chosen in it go with the next step that takes evidence. */
export class Flights {
  constructor(box, attached) {
    Object.assign(this, { box, attached, drawn: "" });
  }

  async put(issue) {
    const asked = issue.events?.some((event) => event.action === "refly");
    this.box.hidden = !asked;
    if (!asked) return clear(this.box);
    const found = await get(`issues/${issue.number}/flights`).catch(() => null);
    const may = issue.offers?.some((offer) => offer.step === "refly");
    return clear(this.box,
      el("div", { class: "row" }, el("h2", { class: "grow" }, t("复飞核实")), el("span", { class: "small dim" }, found?.asked_at ? t("{at} 提出", { at: moment(found.asked_at) }) : "")),
      may ? this.mission(issue) : null,
      found?.flights.length ? found.flights.map((flight) => this.flight(flight, before(issue, found.frame))) : el("p", { class: "wait" }, t("提出之后本站还没有新的飞行")));
  }

  mission(issue) {
    const told = el("p", { class: "small mid" });
    const plan = async () => {
      told.textContent = t("正在规划…");
      try {
        const found = await get(`issues/${issue.number}/mission`);
        const files = found.formats.map((kind) => el("a", { href: `/api/v1/issues/${issue.number}/mission.${kind}`, download: "" }, kind.toUpperCase()));
        clear(told, t("{n} 张照片，航程 {way}，{m} 分钟，高 {h} m。", { n: found.photos, way: distance(found.length_m), m: number(found.time_s / 60, 1), h: number(found.height_m) }), el("span", { class: "row row--wrap" }, t("航线文件："), files));
      } catch (error) {
        told.textContent = error.message;
      }
    };
    return el("div", { class: "stack" }, el("div", { class: "row" }, el("button", { type: "button", class: "btn", onclick: plan }, t("规划航线"))), told);
  }

  flight(flight, before) {
    return el("section", { class: "stack" },
      el("p", { class: "row row--wrap" }, el("b", {}, flight.name || t("飞行 {id}", { id: flight.id })), el("span", { class: "mid" }, moment(flight.flown_at)), el("a", { href: `/imagery/flights/${flight.id}` }, t("看这次飞行"))),
      flight.can_be_evidence ? null : el("p", { class: "up-why" }, t("飞行超高且没有批准文号，不能作证据。")),
      flight.scene_id && before ? comparison(before, flight.scene_id) : el("p", { class: "small dim" }, t("没有可对齐的拼接图，只列出拍到该处的照片。")),
      el("div", { class: "pair" }, flight.photos.map((photo) => this.photo(photo, flight))));
  }

  photo(photo, flight) {
    const box = el("input", { type: "checkbox", name: "flight-photo", checked: this.attached.has(photo.id), disabled: !flight.can_be_evidence });
    box.addEventListener("change", () => (box.checked ? this.attached.set(photo.id, photo.filename) : this.attached.delete(photo.id)));
    const where = photo.shows_place ? t("拍到该处") : t("是否拍到该处未知，距 {d}", { d: distance(photo.distance_m) });
    return el("figure", {},
      el("a", { href: photo.url, target: "_blank", rel: "noopener" }, el("img", { src: photo.url, alt: photo.filename, loading: "lazy" })),
      el("figcaption", { class: "small mid" }, `${photo.filename} · ${where}`, el("label", { class: "check--form" }, box, t("作为核查证据附上"))));
  }
}

// The evidence whose ground is known, as the server says it lies.
function before(issue, frame) {
  const entry = frame && (issue.evidence ?? []).find((one) => one.sha256 === frame.sha256);
  return entry ? { ...entry, lonlat: frame.lonlat } : null;
}
