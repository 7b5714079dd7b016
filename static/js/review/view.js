// How far in and where the stage looks; kept from finding to finding.
const NEAREST = 0.2;
const FARTHEST = 80;
const AT_HOME = 1.05;

/** Zoom (1: the whole picture) and centre, as an offset from what matters in the picture. */
export class View {
  constructor() {
    Object.assign(this, { zoom: 1, off: [0, 0] });
  }

  /** The visible rectangle {x, y, width, height} of a picture in a box, and pixels a screen pixel. */
  of(picture, box) {
    const width = Math.max(box.width, 1);
    const height = Math.max(box.height, 1);
    const k = Math.max(picture.side[0] / width, picture.side[1] / height) / this.zoom;
    const [x, y] = this.centre(picture);
    return { x: x - (width * k) / 2, y: y - (height * k) / 2, width: width * k, height: height * k, k };
  }

  centre(picture) {
    const [x, y] = home(picture, this.zoom);
    return [x + this.off[0] * picture.side[0], y + this.off[1] * picture.side[1]];
  }

  /** Put picture point `at` into the middle. */
  aim(picture, [x, y]) {
    const [hx, hy] = home(picture, this.zoom);
    const off = [(x - hx) / picture.side[0], (y - hy) / picture.side[1]];
    this.off = off.map((part) => Math.max(-1, Math.min(1, part)));
  }

  /** Zoom by a factor while picture point `at` stays where it is on the screen. */
  by(factor, picture, at = this.centre(picture)) {
    const [x, y] = this.centre(picture);
    const before = this.zoom;
    this.zoom = Math.max(NEAREST, Math.min(FARTHEST, before * factor));
    const share = before / this.zoom;
    this.aim(picture, [at[0] + (x - at[0]) * share, at[1] + (y - at[1]) * share]);
  }

  /** Move by a number of picture pixels. */
  pan(picture, [dx, dy]) {
    const [x, y] = this.centre(picture);
    this.aim(picture, [x + dx, y + dy]);
  }

  /** The whole picture again. */
  whole() {
    Object.assign(this, { zoom: 1, off: [0, 0] });
  }

  /** As near as the finding's outline allows. */
  onto(picture) {
    const [west, north, east, south] = extent(picture.polygons) ?? [0, 0, ...picture.side];
    const share = Math.max((east - west) / picture.side[0], (south - north) / picture.side[1], 0.01);
    this.zoom = Math.max(AT_HOME, Math.min(20, 0.45 / share));
    this.off = [0, 0];
  }
}

/** West, north, east, south of rings of points; null without any. */
export function extent(rings = []) {
  const points = rings.flat();
  if (!points.length) return null;
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

// The whole picture is looked at from its middle, a near view from the finding's.
function home(picture, zoom) {
  const found = zoom > AT_HOME ? extent(picture.polygons) : null;
  return found ? [(found[0] + found[2]) / 2, (found[1] + found[3]) / 2] : [picture.side[0] / 2, picture.side[1] / 2];
}
