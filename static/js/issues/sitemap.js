// Where it is: station, zones, rings and the issue, drawn in metres round the station.
import { get } from "../lib/api.js";
import { clear, svg } from "../lib/dom.js";
import { area as areaText, distance } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const WIDTH = 680;
const HEIGHT = 220;
const M_PER_DEGREE = 111_320;

/** Draw the sketch into an <svg>; the district outlines and zones come from the API. */
export async function drawSitemap(root, issue) {
  const [station, districts] = await Promise.all([
    get(`stations/${encodeURIComponent(issue.station.code)}`).catch(() => null),
    get("districts").catch(() => ({ features: [] })),
  ]);
  const plane = new Plane(issue);
  const metres = Math.hypot(...plane.metres([issue.lon, issue.lat]));
  root.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  root.setAttribute("aria-label", t("问题位置，距站点 {d}", { d: distance(metres) }));
  clear(
    root,
    ground(districts, plane),
    (station?.zones ?? []).map((zone) => shape(zone.polygon, plane, "zone zone--soft")),
    [20, 50, 100, 500].filter((r) => r * plane.scale < WIDTH && r * plane.scale > 12).map((r) => ring(r, plane)),
    issue.area ? shape(issue.area, plane, "hole") : null,
    marks(issue, plane),
    scaleBar(plane),
  );
}

// Metres east and north of the station, then sketch units; good to a metre at this size.
class Plane {
  constructor({ station, lon, lat }) {
    this.origin = [station.lon, station.lat];
    this.squeeze = Math.cos((station.lat * Math.PI) / 180);
    const far = Math.max(60, ...this.metres([lon, lat]).map(Math.abs));
    this.scale = (HEIGHT * 0.4) / far;
  }

  metres([lon, lat]) {
    return [(lon - this.origin[0]) * M_PER_DEGREE * this.squeeze, (lat - this.origin[1]) * M_PER_DEGREE];
  }

  xy(lonlat) {
    const [east, north] = this.metres(lonlat);
    return [WIDTH / 2 + east * this.scale, HEIGHT / 2 - north * this.scale];
  }
}

function ground(districts, plane) {
  const features = districts.features ?? [];
  if (!features.length) return svg("rect", { class: "m-in", width: WIDTH, height: HEIGHT });
  return [
    svg("rect", { class: "m-land", width: WIDTH, height: HEIGHT }),
    features.map((feature) => shape(feature.geometry, plane, feature.properties.own === false ? "m-land" : "m-in")),
    features.map((feature) => shape(feature.geometry, plane, "m-dist")),
  ];
}

function shape(geometry, plane, className) {
  if (!geometry) return null;
  const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : geometry.type === "Polygon" ? [geometry.coordinates] : [];
  const d = polygons.flat().map((line) => `M${line.map((p) => plane.xy(p).map(rounded).join(" ")).join("L")}Z`).join("");
  return d ? svg("path", { class: className, d, "fill-rule": "evenodd" }) : null;
}

// Far corners of a district may lie thousands of units away; one digit is plenty.
function rounded(value) {
  return Math.round(value * 10) / 10;
}

function ring(metres, plane) {
  const r = metres * plane.scale;
  const y = HEIGHT / 2 - r - 4;
  return [
    svg("circle", { class: "zone", cx: WIDTH / 2, cy: HEIGHT / 2, r, "stroke-dasharray": metres === 50 ? null : "4 3" }),
    y > 10 ? svg("text", { class: "m-lab m-small m-lab--mid", x: WIDTH / 2, y }, `${metres} m`) : null,
  ];
}

function marks(issue, plane) {
  const [sx, sy] = [WIDTH / 2, HEIGHT / 2];
  const [x, y] = plane.xy([issue.lon, issue.lat]);
  const east = x >= sx;
  const label = issue.measured && /m²/.test(issue.measured) ? issue.measured : issue.area_m2 ? areaText(issue.area_m2) : issue.code;
  const point = issue.station.kind === "water" ? t("取水口") : t("采样口");
  return [
    svg("path", { class: "tickline", d: `M${sx} ${sy}L${rounded(x)} ${rounded(y)}`, "stroke-dasharray": "4 3" }),
    svg("path", { class: "zone", d: `M${sx - 7} ${sy}h14M${sx} ${sy - 7}v14` }),
    svg("circle", { class: "dotv", cx: x, cy: y, r: 3 }),
    svg("text", { class: `m-lab${east ? "" : " m-lab--end"}`, x: x + (east ? 10 : -10), y: y + 4 }, label),
    svg("text", { class: `m-lab${east ? " m-lab--end" : ""}`, x: sx + (east ? -12 : 12), y: sy + 4 }, `${issue.station.name} ${point}`),
  ];
}

function scaleBar(plane) {
  const metres = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000].find((m) => m * plane.scale > 50) ?? 10_000;
  return [
    svg("path", { class: "scale", d: `M16 ${HEIGHT - 18}v5h${rounded(metres * plane.scale)}v-5` }),
    svg("text", { class: "m-lab m-small", x: 20, y: HEIGHT - 20 }, distance(metres)),
  ];
}
