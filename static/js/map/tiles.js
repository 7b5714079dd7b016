// Addresses of a scene's tiles.

/** The tile of a scene over a position, as a small picture; null when it has none. */
export function tileAt(scene, lon, lat, wanted = 2) {
  if (!scene.tiles || scene.maxzoom === null || scene.maxzoom === undefined) return null;
  const z = Math.max(scene.minzoom, scene.maxzoom - wanted);
  const n = 2 ** z;
  const x = Math.floor(((lon + 180) / 360) * n);
  const angle = (lat * Math.PI) / 180;
  const y = Math.floor(((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * n);
  return scene.tiles.replace("{z}", z).replace("{x}", x).replace("{y}", y);
}
