// Grouping symbols that would cover each other, and finding room for names. Pure functions.

const RADIUS = 26;

/** Cells of RADIUS pixels, so that only neighbours are compared. */
function cellsOf(points) {
  const cells = new Map();
  for (const point of points) {
    const name = `${Math.floor(point.x / RADIUS)},${Math.floor(point.y / RADIUS)}`;
    cells.set(name, [...(cells.get(name) ?? []), point]);
  }
  return cells;
}

function near(point, cells) {
  const [cx, cy] = [Math.floor(point.x / RADIUS), Math.floor(point.y / RADIUS)];
  const found = [];
  for (let x = cx - 1; x <= cx + 1; x += 1) {
    for (let y = cy - 1; y <= cy + 1; y += 1) found.push(...(cells.get(`${x},${y}`) ?? []));
  }
  return found.filter((other) => (other.x - point.x) ** 2 + (other.y - point.y) ** 2 < RADIUS ** 2);
}

/**
 * Groups of points ({x, y, rank, …}, worst rank first within a group).
 * A point for which `alone(point)` holds is never swallowed.
 */
export function grouped(points, alone = () => false) {
  const single = points.filter(alone);
  const rest = points.filter((p) => !alone(p)).sort((a, b) => a.rank - b.rank || a.x - b.x || a.y - b.y);
  const cells = cellsOf(rest);
  const taken = new Set();
  const groups = single.map((p) => ({ x: p.x, y: p.y, members: [p] }));
  for (const seed of rest) {
    if (taken.has(seed)) continue;
    const members = near(seed, cells).filter((p) => !taken.has(p)).sort((a, b) => a.rank - b.rank);
    members.forEach((p) => taken.add(p));
    const mean = (axis) => members.reduce((sum, p) => sum + p[axis], 0) / members.length;
    groups.push({ x: mean("x"), y: mean("y"), members });
  }
  return groups;
}

/** Rough width of a name in 12-px type. */
export function widthOf(text) {
  return [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e7f ? 12 : 6.8), 0);
}

const hits = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

function platesOf({ x, y, radius, wide, wave }) {
  const below = y + radius + (wave ? 9 : 4);
  return {
    right: [x + radius + 3, y - 8, x + radius + 7 + wide, y + 8],
    left: [x - radius - 7 - wide, y - 8, x - radius - 3, y + 8],
    above: [x - wide / 2, y - radius - 19, x + wide / 2, y - radius - 4],
    below: [x - wide / 2, below, x + wide / 2, below + 15],
  };
}

/**
 * A side for each item's name ({id, x, y, radius, text, wave, must}), most important first;
 * none where it would cover a symbol or another name (`plates`), unless it must be shown.
 */
export function placeNames(items, obstacles, plates = []) {
  const taken = [...obstacles.map(({ x, y, radius }) => [x - radius, y - radius, x + radius, y + radius]), ...plates];
  const sides = new Map();
  for (const item of items) {
    const options = Object.entries(platesOf({ ...item, wide: widthOf(item.text) }));
    const own = [item.x - item.radius, item.y - item.radius, item.x + item.radius, item.y + item.radius];
    const others = taken.filter((box) => !(box[0] >= own[0] - 8 && box[2] <= own[2] + 8 && box[1] >= own[1] - 8 && box[3] <= own[3] + 8));
    const free = options.find(([, plate]) => !others.some((box) => hits(box, plate))) ?? (item.must ? options[0] : null);
    if (!free) continue;
    sides.set(item.id, free[0]);
    taken.push(free[1]);
  }
  return sides;
}
