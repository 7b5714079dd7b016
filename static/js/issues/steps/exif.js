// When and where a JPEG was taken, as its camera wrote it; {} for everything else.
const HEAD_BYTES = 256 * 1024;
const TYPES = { 2: 1, 3: 2, 4: 4, 5: 8 };

/** {taken_at: "2026-07-01T10:00:00", lon, lat} as far as the file says; never throws. */
export async function exifOf(file) {
  try {
    return read(new DataView(await file.slice(0, HEAD_BYTES).arrayBuffer()));
  } catch {
    return {};
  }
}

function read(view) {
  const start = tiffStart(view);
  if (start === null) return {};
  const little = view.getUint16(start) === 0x4949;
  const tiff = { view, start, little };
  const main = directory(tiff, view.getUint32(start + 4, little));
  const detail = main[0x8769] ? directory(tiff, main[0x8769]) : {};
  const gps = main[0x8825] ? directory(tiff, main[0x8825]) : {};
  return { ...moment(detail[0x9003] ?? main[0x0132]), ...place(gps) };
}

function tiffStart(view) {
  if (view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 10 < view.byteLength && view.getUint8(at) === 0xff) {
    if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function directory({ view, start, little }, offset) {
  const found = {};
  const count = view.getUint16(start + offset, little);
  for (let n = 0; n < count; n += 1) {
    const at = start + offset + 2 + n * 12;
    found[view.getUint16(at, little)] = value({ view, start, little }, at);
  }
  return found;
}

function value({ view, start, little }, at) {
  const type = view.getUint16(at + 2, little);
  const count = Math.min(view.getUint32(at + 4, little), 64);
  const size = (TYPES[type] ?? 1) * count;
  const from = size > 4 ? start + view.getUint32(at + 8, little) : at + 8;
  if (type === 2) return Array.from({ length: count }, (_, n) => String.fromCharCode(view.getUint8(from + n))).join("").replace(/\0.*$/s, "");
  if (type === 5) return Array.from({ length: count }, (_, n) => view.getUint32(from + n * 8, little) / view.getUint32(from + n * 8 + 4, little));
  return type === 3 ? view.getUint16(from, little) : view.getUint32(from, little);
}

function moment(text) {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text ?? "");
  return parts ? { taken_at: `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}` } : {};
}

function place(gps) {
  const lat = degrees(gps[2], gps[1] === "S");
  const lon = degrees(gps[4], gps[3] === "W");
  return Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { lon, lat } : {};
}

function degrees(parts, negative) {
  if (!Array.isArray(parts) || parts.length !== 3) return NaN;
  const value_ = parts[0] + parts[1] / 60 + parts[2] / 3600;
  return negative ? -value_ : value_;
}
