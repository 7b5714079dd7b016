// The frames on the map: their ground as outlines, told apart by quality with line and pattern.
import { el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { groupOf, isPlaced, isUnsure } from "./model.js";
import { groupName, placedName, qualityName } from "./words.js";

const { L } = globalThis;

/** Footprints (or dots where only the position is known) of a flight's frames. */
export class Frames {
  constructor(map, onPick) {
    Object.assign(this, { map, onPick, layer: L.layerGroup().addTo(map), shapes: new Map(), picked: null });
  }

  draw(photos) {
    this.layer.clearLayers();
    this.shapes.clear();
    for (const photo of photos.filter(isPlaced)) this.add(photo);
    if (this.picked !== null) this.mark(this.picked);
  }

  add(photo) {
    const className = `fp fp-${groupOf(photo)}${isUnsure(photo) ? " fp-unsure" : ""}`;
    const shape = photo.footprint
      ? L.geoJSON(photo.footprint, { pane: "frames", style: { className } })
      : L.circleMarker([photo.lat, photo.lon], { pane: "frames", radius: 5, className: `${className} fp-dot` });
    shape.bindTooltip(el("span", {}, tip(photo)), { sticky: true });
    shape.on("click", () => this.onPick(photo.id)).addTo(this.layer);
    this.shapes.set(photo.id, shape);
  }

  mark(photoId) {
    this.each(this.picked, (node) => node.classList.remove("is-picked"));
    this.picked = photoId;
    this.each(photoId, (node, path) => {
      node.classList.add("is-picked");
      path.bringToFront();
    });
  }

  each(photoId, act) {
    const shape = this.shapes.get(photoId);
    if (!shape) return;
    const paths = shape.getLayers?.() ?? [shape];
    for (const path of paths) if (path.getElement?.()) act(path.getElement(), path);
  }

  /** Bring a frame into view if it is out of it. */
  show(photoId) {
    const shape = this.shapes.get(photoId);
    if (!shape) return;
    const box = shape.getBounds?.() ?? L.latLngBounds([shape.getLatLng()]);
    if (!this.map.getBounds().intersects(box)) this.map.panInsideBounds(box.pad(0.2));
  }
}

function tip(photo) {
  const bad = (photo.quality ?? []).map(qualityName);
  return [photo.filename, groupName(groupOf(photo)), ...bad, placedName(photo.placed_by)]
    .filter((word, at, all) => word && all.indexOf(word) === at)
    .join(t("，"));
}
