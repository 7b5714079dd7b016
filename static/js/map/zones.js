// The zones of the chosen station: rings and areas its site rules speak about.

import { L, map, rendererOf } from "./frame.js";

const VISIBLE_FROM = 12;
let group = null;
let current = null;

function draw() {
  group?.remove();
  group = null;
  if (!current || map.getZoom() < VISIBLE_FROM) return;
  const parts = current.zones.filter((z) => z.polygon).map((zone) => {
    const shape = L.geoJSON(zone.polygon, { renderer: rendererOf("marks"), style: { className: "m-zone", fill: false } });
    const words = [zone.name, zone.radius_m && `${zone.radius_m} m`].filter(Boolean).join(" ");
    const label = document.createElement("span");
    label.textContent = words;
    return shape.bindTooltip(label, { sticky: true, opacity: 1 });
  });
  group = L.layerGroup(parts).addTo(map);
}

/** Draw the zones of a station's detail, or none. */
export function drawZones(detail) {
  current = detail;
  draw();
}

map.on("zoomend", draw);
