// What a flight's JSON means for the page; no elements here.
import { GROUPS } from "./words.js";

const PLANS = ["plan", "waypoints"];
const DEFECTS = ["quality.blurred", "quality.dark", "quality.bright", "quality.glint", "quality.motion"];

/** Further than this from its station a frame belongs somewhere else. */
export const FAR_M = 3000;

/** How many frames lie far from the station {lon, lat}. */
export function farAway(photos, station) {
  if (!station) return 0;
  const metre = 1 / 111_320;
  const wide = metre / Math.max(Math.cos((station.lat * Math.PI) / 180), 0.05);
  const off = ({ lon, lat }) => Math.hypot((lon - station.lon) / wide, (lat - station.lat) / metre);
  return photos.filter((photo) => Number.isFinite(photo.lon) && off(photo) > FAR_M).length;
}

/** The group a frame is listed and drawn in. */
export function groupOf(photo) {
  const codes = (photo.quality ?? []).map((entry) => entry.code);
  if (!isPlaced(photo)) return "unplaced";
  if (photo.duplicate_of || codes.includes("quality.duplicate")) return "duplicate";
  if (codes.some((code) => DEFECTS.includes(code))) return "defect";
  return codes.includes("quality.water") ? "water" : "good";
}

/** Whether the frame has a place at all. */
export function isPlaced({ lon, lat, footprint }) {
  return Boolean(footprint) || (lon !== null && lon !== undefined && lat !== null && lat !== undefined);
}

/** Whether a frame's place is only what was recorded or reckoned: neither matched nor set by hand. */
export function isUnsure(photo) {
  return isPlaced(photo) && photo.placed_by !== "ties" && photo.placed_by !== "hand";
}

/** Frames by group, groups without frames left out; in each by time, then name. */
export function grouped(photos) {
  const sorted = inOrder(photos);
  return GROUPS.map((group) => [group, sorted.filter((photo) => groupOf(photo) === group)]).filter(([, list]) => list.length);
}

/** Frames in the order they were taken; those without a time by name at the end. */
export function inOrder(photos) {
  const key = (photo) => `${photo.taken_at ?? "~"}/${photo.filename}`;
  return [...photos].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Entries by a key, the largest group first: [[key, entries], …]. */
export function byMost(entries, keyOf) {
  const groups = new Map();
  for (const entry of entries) groups.set(keyOf(entry), [...(groups.get(keyOf(entry)) ?? []), entry]);
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

/** The flight's course over time, from its log, or from the frames where there is no log. */
export function course(flight) {
  const points = (flight.profile ?? []).filter((point) => Number.isFinite(point.t_s));
  const logged = (flight.logs ?? []).some(({ kind, points: count }) => count > 0 && !PLANS.includes(kind));
  if (points.length > 1) return { points, source: logged ? "log" : "frames", zero: flight.started_at };
  const frames = inOrder(flight.photos).filter((photo) => photo.taken_at && isPlaced(photo));
  const zero = frames[0]?.taken_at ?? null;
  const made = frames.map((photo) => ({
    t_s: (new Date(photo.taken_at) - new Date(zero)) / 1000,
    lon: photo.lon,
    lat: photo.lat,
    height_m: valueOf(photo, "height_agl_m"),
    speed_m_s: null,
  }));
  return { points: made, source: "frames", zero };
}

/** Seconds from the start of the course to a frame, with the clock of the log; null if unknown. */
export function secondOf(photo, { zero, source }, offset) {
  if (!photo.taken_at || !zero) return null;
  const shift = source === "log" ? (offset?.seconds ?? 0) : 0;
  return (new Date(photo.taken_at) - new Date(zero)) / 1000 + shift;
}

/** A recorded value of a frame, or null. */
export function valueOf(photo, name) {
  const entry = photo.facts?.[name];
  const value = entry !== null && typeof entry === "object" && "value" in entry ? entry.value : entry;
  return value === undefined ? null : value;
}

/** Where a recorded value came from, or an empty text. */
export function originOf(photo, name) {
  const entry = photo.facts?.[name];
  return entry?.origin ?? photo.facts?.origins?.[name] ?? "";
}

/** Ground metres to map pixels at a latitude and zoom, as {x, y}; north is up. */
export function shift({ east_m: east, north_m: north }, lat, zoom) {
  const perMetre = (256 * 2 ** zoom) / (40_075_016.686 * Math.cos((lat * Math.PI) / 180));
  return { x: east * perMetre, y: -north * perMetre, perMetre };
}
