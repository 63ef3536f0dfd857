// The values that stand for what only a package could give: known by identity, whatever they are asked.

const blanks = new WeakMap();

export function markBlank(value, name) {
  blanks.set(value, name);
}

export function isBlank(value) {
  return nameOfBlank(value) !== undefined;
}

// The package that would have given the value; undefined for a value that is none.
export function nameOfBlank(value) {
  return (typeof value === "function" || (typeof value === "object" && value !== null)) ? blanks.get(value) : undefined;
}
