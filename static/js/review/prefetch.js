// Pictures of the neighbours, fetched and decoded ahead, so that a step shows them at once.
const KEPT = 24;
const kept = new Map();

/** Have the pictures of these findings ready; the first ones are wanted first. */
export function fetchAhead(findings) {
  for (const finding of findings) {
    for (const { url, kind } of finding?.evidence ?? []) {
      if (url && (kind === "current" || kind === "baseline")) ready(url);
    }
  }
}

/** The promise of a decoded picture; asking again costs nothing. */
export function ready(url) {
  const known = kept.get(url);
  if (known) {
    kept.delete(url);
    kept.set(url, known);
    return known.promise;
  }
  const image = new Image();
  image.src = url;
  const promise = image.decode().then(() => image, () => null);
  kept.set(url, { image, promise });
  while (kept.size > KEPT) kept.delete(kept.keys().next().value);
  return promise;
}
