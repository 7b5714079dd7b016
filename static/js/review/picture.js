// An evidence entry as the stage needs it: its side without the strip, its outline, its ground.

/** Read an evidence entry: {entry, side, polygons, holes, before, anchor, metres, placed}. */
export function pictureOf(entry) {
  const pixels = entry.pixels ?? {};
  const placed = Boolean(entry.lonlat && pixels.m_per_px);
  return {
    entry,
    placed,
    side: [entry.width || 640, (placed ? entry.width : entry.height) || entry.width || 640],
    polygons: pixels.polygons ?? [],
    holes: pixels.holes ?? [],
    before: pixels.polygons_before ?? [],
    anchor: pixels.anchor ?? null,
    metres: pixels.m_per_px ?? null,
    rings: pixels.rings_m ?? [],
  };
}

/** Longitude and latitude of a picture's pixel. */
export function toLonLat({ entry }, [x, y]) {
  const [a, b, c, d, e, f] = entry.lonlat;
  return [a * x + b * y + c, d * x + e * y + f];
}

/** A GeoJSON polygon of a ring of pixels. */
export function toPolygon(picture, points) {
  const ring = points.map((point) => toLonLat(picture, point));
  return { type: "Polygon", coordinates: [[...ring, ring[0]]] };
}

/** Length of a line in pixels. */
export function lengthOf(points) {
  return points.slice(1).reduce((sum, [x, y], at) => sum + Math.hypot(x - points[at][0], y - points[at][1]), 0);
}

/** Area of a ring in square pixels. */
export function areaOf(points) {
  const twice = points.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = points[(at + 1) % points.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}
