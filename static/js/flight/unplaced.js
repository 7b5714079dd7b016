// Frames without a place: dragged onto the map, put at its centre, or fitted by control points.
import { post } from "../lib/api.js";
import { clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { inOrder, isPlaced } from "./model.js";

const KIND = "application/x-xunzhan-photo";

/** The strip of unplaced frames in `box`; `placed()` is told after each placing. */
export class Unplaced {
  constructor(box, flightMap, { placed, points, say }) {
    Object.assign(this, { box, map: flightMap.map, placed, points, say, flight: null });
    const pane = this.map.getContainer();
    pane.addEventListener("dragover", (event) => {
      if (event.dataTransfer.types.includes(KIND)) event.preventDefault();
    });
    pane.addEventListener("drop", (event) => this.drop(event));
  }

  draw(flight) {
    this.flight = flight;
    const frames = inOrder(flight.photos.filter((photo) => !isPlaced(photo)));
    this.box.hidden = !frames.length || !flight.may?.edit;
    if (this.box.hidden) return;
    clear(
      this.box,
      el("p", { class: "small mid" }, el("b", {}, t("{n} 张未定位", { n: frames.length })), " ", el("span", { class: "no-phone" }, t("拖到地图上的拍摄位置，或用按钮定位；不定位就不算覆盖。")), el("span", { class: "only-phone" }, t("用按钮定位；不定位就不算覆盖。"))),
      el("ul", {}, frames.map((photo) => this.item(photo))),
    );
  }

  item(photo) {
    const picture = photo.thumb_url
      ? el("img", { src: photo.thumb_url, alt: "", loading: "lazy", draggable: "false" })
      : el("span", { class: "noimg" });
    const name = { name: photo.filename };
    return el(
      "li",
      { draggable: "true", "data-photo": photo.id, ondragstart: (event) => event.dataTransfer.setData(KIND, String(photo.id)) },
      picture,
      el("span", { class: "small mono" }, photo.filename),
      el("button", { type: "button", class: "btn btn--small", "aria-label": t("把 {name} 放到地图中心", name), onclick: () => this.put(photo, this.map.getCenter()) }, t("放到中心")),
      el("button", { type: "button", class: "btn btn--small", "aria-label": t("用控制点定位 {name}", name), onclick: () => this.points(photo) }, t("控制点")),
    );
  }

  drop(event) {
    const id = Number(event.dataTransfer.getData(KIND));
    const photo = this.flight?.photos.find((one) => one.id === id);
    if (!photo) return;
    event.preventDefault();
    this.put(photo, this.map.mouseEventToLatLng(event));
  }

  async put(photo, { lat, lng }) {
    try {
      await post(`flights/${this.flight.id}/photos/${photo.id}/place`, { lon: round(lng), lat: round(lat), version: photo.version });
      this.say(t("{name} 已定位（人工），位置存疑，不据此生成线索。", { name: photo.filename }));
      this.placed(photo.id);
    } catch (error) {
      this.say(error.message);
    }
  }
}

function round(degrees) {
  return Math.round(degrees * 1e7) / 1e7;
}
