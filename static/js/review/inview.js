// Scrolling a list so that one of its items shows, without moving the page around it.

/** Scroll `box` (and nothing else) until `item` lies inside it. */
export function bring(item, box) {
  if (!item || !box) return;
  const inner = item.getBoundingClientRect();
  const outer = box.getBoundingClientRect();
  box.scrollLeft += beyond(inner.left, inner.right, outer.left, outer.right);
  box.scrollTop += beyond(inner.top, inner.bottom, outer.top, outer.bottom);
}

function beyond(from, to, start, end) {
  if (from < start) return from - start;
  return to > end ? to - end : 0;
}
