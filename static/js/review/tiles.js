// A scene's own tiles over a finding's picture: when looking near, and beyond its border.
import { get } from "../lib/api.js";
import { svg } from "../lib/dom.js";
import { toLonLat } from "./picture.js";

const MOST = 60;
const TILE = 256;
const scenes = new Map();

/**
 * Tile images of what is visible, or [] where tiles show no more than the picture does.
 * `seenAt` is when the picture was made: a scene moved by hand since then is shown where it was.
 */
export async function tilesFor(picture, sceneId, view, seenAt = null) {
  if (!picture.placed || !sceneId || picture.entry.mime === "image/png") return [];
  const scene = await sceneOf(sceneId);
  if (!scene?.tiles) return [];
  const map = mercator(picture);
  const zoom = levelFor(map, view.k, scene);
  const finer = TILE * map.scale * 2 ** zoom > 1.25 * TILE;
  const beyond = view.x < 0 || view.y < 0 || view.x + view.width > picture.side[0] || view.y + view.height > picture.side[1];
  if (!finer && !beyond && picture.entry.url) return [];
  const shift = shiftOf(scene.nudge, picture.metres, seenAt);
  const moved = { ...view, x: view.x - shift[0], y: view.y - shift[1] };
  const images = cells(map, zoom, moved).map(([x, y]) => tile(map, scene, zoom, x, y));
  return [svg("g", { transform: `translate(${shift.join(" ")})` }, images)];
}

async function sceneOf(id) {
  const known = scenes.get(id);
  if (known && (await known).until > Date.now() / 1000 + 20) return known;
  const asked = get(`scenes/${id}`).then(
    (scene) => ({ ...scene, until: scene.tiles_until ?? Infinity }),
    () => ({ tiles: null, until: Infinity }),
  );
  scenes.set(id, asked);
  return asked;
}

// How far, in the picture's pixels, a person moved the scene before the picture was made.
function shiftOf({ east_m: east = 0, north_m: north = 0, at } = {}, metres, seenAt) {
  const before = seenAt && at && new Date(seenAt) < new Date(at);
  return before ? [0, 0] : [east / metres, -north / metres];
}

// Web Mercator, 0 to 1, of a picture's pixels: a plane map is exact to a pixel over 4 km.
function mercator(picture) {
  const [x0, y0] = world(toLonLat(picture, [0, 0]));
  const [x1, y1] = world(toLonLat(picture, [picture.side[0], 0]));
  const [x2, y2] = world(toLonLat(picture, [0, picture.side[1]]));
  const [a, b] = [(x1 - x0) / picture.side[0], (x2 - x0) / picture.side[1]];
  const [d, e] = [(y1 - y0) / picture.side[0], (y2 - y0) / picture.side[1]];
  const det = a * e - b * d;
  return {
    scale: Math.hypot(a, d),
    there: ([x, y]) => [a * x + b * y + x0, d * x + e * y + y0],
    back: ([x, y]) => [(e * (x - x0) - b * (y - y0)) / det, (a * (y - y0) - d * (x - x0)) / det],
  };
}

function world([lon, lat]) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

function levelFor(map, k, { minzoom, maxzoom }) {
  const wanted = Math.ceil(Math.log2(1 / (TILE * map.scale * k)) - 0.2);
  return Math.max(minzoom, Math.min(maxzoom, wanted));
}

function cells(map, zoom, { x, y, width, height }) {
  const corners = [[x, y], [x + width, y], [x, y + height], [x + width, y + height]].map(map.there);
  const n = 2 ** zoom;
  const [west, east] = span(corners.map((c) => c[0] * n));
  const [north, south] = span(corners.map((c) => c[1] * n));
  if ((east - west + 1) * (south - north + 1) > MOST) return [];
  const found = [];
  for (let row = north; row <= south; row += 1) for (let col = west; col <= east; col += 1) found.push([col, row]);
  return found;
}

const span = (values) => [Math.floor(Math.min(...values)), Math.floor(Math.max(...values))];

function tile(map, scene, z, x, y) {
  const n = 2 ** z;
  const [x0, y0] = map.back([x / n, y / n]);
  const [x1, y1] = map.back([(x + 1) / n, y / n]);
  const [x2, y2] = map.back([x / n, (y + 1) / n]);
  const parts = [x1 - x0, y1 - y0, x2 - x0, y2 - y0].map((part) => part / TILE);
  const href = scene.tiles.replace("{z}", z).replace("{x}", x).replace("{y}", y);
  // Half a pixel over the edge: no seam between neighbours.
  return svg("image", { href, width: TILE + 0.5, height: TILE + 0.5, transform: `matrix(${parts.join(" ")} ${x0} ${y0})`, preserveAspectRatio: "none" });
}
