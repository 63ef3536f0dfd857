// The values that stand for what only a package could give: known by identity, whatever they are asked.

const blanks = new WeakSet();

export function markBlank(value) {
  blanks.add(value);
}

export function isBlank(value) {
  return (typeof value === "function" || (typeof value === "object" && value !== null)) && blanks.has(value);
}
