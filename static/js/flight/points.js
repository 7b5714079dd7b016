// Control points: the same spot clicked on the photo and on the map, three times or more.
import { post } from "../lib/api.js";
import { baseMap } from "../imagery/basemap.js";
import { clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { PhotoPane } from "./photopane.js";

const { L } = globalThis;
const NEEDED = 3;

/** The dialog `box`; `placed(id)` is told after the server has taken the points. */
export class Points {
  constructor(box, { placed, picture }) {
    Object.assign(this, { box, placed, picture, points: [], half: null, photo: null });
    box.addEventListener("close", () => this.pane?.remove());
  }

  open(flight, photo, view) {
    Object.assign(this, { flight, photo, points: [], half: null });
    this.photoBox = el("div", { class: "pts-photo", role: "region", "aria-label": t("照片") });
    this.mapBox = el("div", { class: "pts-map", role: "region", "aria-label": t("地图") });
    this.side = el("div", { class: "pts-side" });
    clear(this.box, this.head(), el("div", { class: "pts" }, this.photoBox, this.mapBox), this.side);
    this.box.showModal();
    this.pane = new PhotoPane(this.photoBox, photo);
    this.pane.map.on("click", (event) => this.onPhoto(event.latlng));
    this.map = baseMap(this.mapBox);
    this.map.setView(view.getCenter(), Math.max(view.getZoom(), 17), { animate: false });
    if (flight.scene?.tiles) L.tileLayer(flight.scene.tiles, { maxZoom: 22, maxNativeZoom: flight.scene.maxzoom ?? 22 }).addTo(this.map);
    this.map.on("click", (event) => this.onMap(event.latlng));
    this.marks = [L.layerGroup().addTo(this.pane.map), L.layerGroup().addTo(this.map)];
    this.draw();
  }

  head() {
    return el(
      "header", { class: "row" },
      el("h2", { class: "grow" }, t("用控制点定位 {name}", { name: this.photo.filename })),
      el("button", { type: "button", class: "btn btn--quiet", onclick: () => this.box.close() }, t("关闭")),
    );
  }

  onPhoto(at) {
    const { x, y } = this.pane.pixel(at);
    this.half = { ...this.half, x, y };
    this.pair();
  }

  onMap({ lng, lat }) {
    this.half = { ...this.half, lon: lng, lat };
    this.pair();
  }

  pair() {
    const { x, lon } = this.half;
    if (x !== undefined && lon !== undefined) {
      this.points.push(this.half);
      this.half = null;
    }
    this.draw();
  }

  draw() {
    this.marks.forEach((layer) => layer.clearLayers());
    [...this.points, this.half].filter(Boolean).forEach((point, at) => this.mark(point, at + 1));
    const left = NEEDED - this.points.length;
    const step = this.half === null
      ? t("在照片上点一处地物，再在地图上点同一处（先后不限）。")
      : this.half.x === undefined ? t("再在照片上点同一处。") : t("再在地图上点同一处。");
    const save = el("button", { type: "button", class: "btn btn--main", disabled: left > 0, onclick: () => this.save() }, t("按控制点定位"));
    clear(
      this.side,
      el("p", { role: "status" }, step, " ", left > 0 ? t("还差 {n} 对。", { n: left }) : t("已够；点得越分散越准。")),
      el("ol", { class: "small" }, this.points.map((point, at) => this.line(point, at))),
      el("p", { class: "up-why", role: "alert", hidden: true }),
      el("div", { class: "row" }, save, el("span", { class: "small dim" }, t("没有三处可认时，也可在地图上拖放。"))),
    );
  }

  line({ x, y, lon, lat }, at) {
    const words = `${Math.round(x)}, ${Math.round(y)} px → ${lon.toFixed(6)}, ${lat.toFixed(6)}`;
    const drop = el("button", {
      type: "button", class: "btn btn--quiet btn--small", "aria-label": t("删去第 {n} 对", { n: at + 1 }),
      onclick: () => { this.points.splice(at, 1); this.draw(); },
    }, t("删去"));
    return el("li", { class: "row" }, el("span", { class: "mono grow" }, `${at + 1}. ${words}`), drop);
  }

  mark({ x, y, lon, lat }, number) {
    const icon = () => L.divIcon({ className: "pts-mark", html: el("span", {}, String(number)), iconSize: [20, 20] });
    if (x !== undefined) L.marker(this.pane.place(x, y), { icon: icon(), interactive: false }).addTo(this.marks[0]);
    if (lon !== undefined) L.marker([lat, lon], { icon: icon(), interactive: false }).addTo(this.marks[1]);
  }

  async save() {
    try {
      await post(`flights/${this.flight.id}/photos/${this.photo.id}/place`, { points: this.points, version: this.photo.version });
      this.box.close();
      this.placed(this.photo.id);
    } catch (error) {
      const why = this.side.querySelector("[role=alert]");
      why.textContent = error.message;
      why.hidden = false;
    }
  }
}
