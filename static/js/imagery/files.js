// Files and folders as they are dropped or chosen, flattened and sorted by what they are for.
const PHOTO = /\.(jpe?g|srt|csv|gpx|km[lz]|ulg|tlog|bin|mp4|mov)$/i;
const RASTER = /\.(tiff?|jp2|png)$/i;
const CARD = /\.zip$/i;
const NOISE = /(^|\/)(\.|__MACOSX|Thumbs\.db$|desktop\.ini$)/i;
export const ACCEPT = ".tif,.tiff,.jp2,.png,.jpg,.jpeg,.zip,.srt,.csv,.gpx,.kml,.kmz,.ulg,.tlog,.bin,.mp4,.mov";

/** What a file becomes: "photo" (also logs and videos of a flight), "scene", "card" or "" (not taken). */
export function kindOf(name) {
  if (PHOTO.test(name)) return "photo";
  if (RASTER.test(name)) return "scene";
  return CARD.test(name) ? "card" : "";
}

/** Every file of a drop, folders walked; each as {file, path}. */
export async function fromDrop(transfer) {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry?.())
    .filter(Boolean);
  if (!entries.length) return fromInput(transfer.files);
  const found = await Promise.all(entries.map((entry) => walk(entry, "")));
  return tidy(found.flat());
}

/** Every file of an <input type="file">, chosen one by one or as a folder. */
export function fromInput(files) {
  return tidy([...files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
}

/** Split files into photos (one flight), scenes and cards (one each) and what is not taken. */
export function sorted(items) {
  const groups = { photo: [], scene: [], card: [], "": [] };
  for (const item of items) groups[kindOf(item.path)].push(item);
  return groups;
}

/** The folder that holds the photos, or an empty text. */
export function folderOf(items) {
  const [first] = items;
  return first?.path.includes("/") ? first.path.split("/")[0] : "";
}

function tidy(items) {
  return items
    .filter(({ path }) => !NOISE.test(path))
    .sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true }));
}

async function walk(entry, parent) {
  const path = parent + entry.name;
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, path }];
  }
  const children = await childrenOf(entry.createReader());
  return (await Promise.all(children.map((child) => walk(child, `${path}/`)))).flat();
}

async function childrenOf(reader) {
  // A reader hands out at most 100 entries a call; it is done when it hands out none.
  const all = [];
  for (;;) {
    const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!batch.length) return all;
    all.push(...batch);
  }
}
