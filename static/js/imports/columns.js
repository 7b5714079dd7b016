// Which columns of a preview are shown, and what a cell says.

/** The columns the import uses, in the file's order: {header, field}. */
export function columnsOf({ columns = [] }) {
  const named = columns.map((column) => (typeof column === "string" ? { header: column, field: column } : column));
  return named.filter((column) => column.field);
}

/** The text of one cell: as it was understood, or as the file had it. */
export function shownValue({ values }, { field }) {
  const value = values[field] ?? values[`${field}_code`] ?? part(values, field);
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "✓" : "";
  return typeof value === "object" ? (value.name ?? JSON.stringify(value)) : String(value);
}

// Longitude and latitude may have become a point already.
function part(values, field) {
  const places = { lon: [values.anchor, 0], lat: [values.anchor, 1], house_lon: [values.house, 0], house_lat: [values.house, 1] };
  const [point, axis] = places[field] ?? [];
  return point?.coordinates?.[axis];
}
