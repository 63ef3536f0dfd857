"use strict";
// Everything on the page is made here, as elements and text nodes: nothing that a repository says is ever parsed as markup.

/** What a reader would obey, or not see: control characters, bidirectional marks, what has no width. */
const HIDDEN =
  /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

function visible(text) {
  return String(text).replace(HIDDEN, (found) => {
    const code = found.codePointAt(0);
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(visible(child)));
  }
  return node;
}

/** An element with attributes, listeners (by the name of their event) and children; strings become text. */
function make(name, attributes, ...children) {
  return filled(document.createElement(name), attributes, children);
}

function draw(name, attributes, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

/** A name or a text of the repository, which keeps its direction to itself. */
function name(text) {
  return make("bdi", null, text);
}

/** A text of the repository that may be long: its beginning, and the rest for whoever asks. */
function long(text, most = 420) {
  const letters = [...visible(text)];
  if (letters.length <= most * 1.2) return name(text);
  const beginning = make("bdi", null, `${letters.slice(0, most).join("")}… `);
  const more = make(
    "button",
    {
      type: "button",
      class: "inline",
      click: () => {
        beginning.textContent = letters.join("");
        more.remove();
        beginning.tabIndex = -1;
        beginning.focus();
      },
    },
    "Show all",
  );
  return make("span", null, beginning, more);
}

function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
