// Addresses of a scene's tiles.

/** Where a position lies at a zoom, in tiles. */
function tileXY(lon, lat, z) {
  const angle = (lat * Math.PI) / 180;
  return [((lon + 180) / 360) * 2 ** z, ((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * 2 ** z];
}

/** The tile around a scene's middle, about as large as the scene: {src, position}; null without tiles. */
export function middleTile(scene) {
  if (!scene.tiles || !scene.bounds) return null;
  const [west, south, east, north] = scene.bounds;
  const fits = Math.ceil(Math.log2(360 / Math.max(east - west, 1e-6)));
  const z = Math.min(Math.max(fits, scene.minzoom), scene.maxzoom);
  const [x, y] = tileXY((west + east) / 2, (south + north) / 2, z);
  const src = scene.tiles.replace("{z}", z).replace("{x}", Math.floor(x)).replace("{y}", Math.floor(y));
  return { src, position: `${((x % 1) * 100).toFixed(0)}% ${((y % 1) * 100).toFixed(0)}%` };
}
