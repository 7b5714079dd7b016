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

const reach = (group) => (group.members.length > 1 ? 19 : 9);

function centred(members) {
  const mean = (axis) => members.reduce((sum, p) => sum + p[axis], 0) / members.length;
  return { x: mean("x"), y: mean("y"), members: [...members].sort((a, b) => a.rank - b.rank) };
}

/** Join groups until no cluster's disc covers another group. */
function parted(groups) {
  const rest = [...groups];
  for (let i = 0; i < rest.length; i += 1) {
    const a = rest[i];
    const j = rest.findIndex((b, k) => k > i && a.members.length + b.members.length > 2 && Math.hypot(a.x - b.x, a.y - b.y) < reach(a) + reach(b));
    if (j < 0) continue;
    rest[i] = centred([...a.members, ...rest[j].members]);
    rest.splice(j, 1);
    i = -1;
  }
  return rest;
}

/**
 * Groups of points ({x, y, rank, …}, worst rank first within a group).
 * A point for which `alone(point)` holds is never swallowed.
 */
export function grouped(points, alone = () => false) {
  const single = points.filter(alone).map((p) => ({ x: p.x, y: p.y, members: [p] }));
  const rest = points.filter((p) => !alone(p)).sort((a, b) => a.rank - b.rank || a.x - b.x || a.y - b.y);
  const cells = cellsOf(rest);
  const taken = new Set();
  const groups = [];
  for (const seed of rest) {
    if (taken.has(seed)) continue;
    const members = near(seed, cells).filter((p) => !taken.has(p));
    members.forEach((p) => taken.add(p));
    groups.push(centred(members));
  }
  return [...single, ...parted(groups)];
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
 * A side for each item's name ({id, x, y, radius, text, wave, must}), most important first; none
 * where it would cover a symbol or another name, unless it must be shown. `taken` is what the
 * symbols and names cover then.
 */
export function placeNames(items, symbols) {
  const taken = symbols.map(({ x, y, radius }) => [x - radius, y - radius, x + radius, y + radius]);
  const sides = new Map();
  for (const item of items) {
    const options = Object.entries(platesOf({ ...item, wide: widthOf(item.text) }));
    const free = options.find(([, plate]) => !taken.some((box) => hits(box, plate))) ?? (item.must ? options[0] : null);
    if (!free) continue;
    sides.set(item.id, free[0]);
    taken.push(free[1]);
  }
  return { sides, taken };
}
