// Children at stake: a tree of tables along the references that take rows, with the rows before and after.

const STEP = 20;
const LINE = 46;

function tree(stakes) {
  const box = make("div", { class: "tree" });
  let drawn = 0;
  const redraw = () => {
    const width = Math.max(Math.floor(box.clientWidth), 240);
    if (width === drawn) return;
    drawn = width;
    box.replaceChildren(pictureOf(stakes, width));
  };
  if (window.ResizeObserver) new ResizeObserver(redraw).observe(box);
  box.append(pictureOf(stakes, 640));
  return box;
}

function pictureOf(stakes, width) {
  const most = Math.max(1, ...stakes.map((stake) => Math.max(stake.before ?? 0, stake.after ?? 0)));
  const lost = stakes.filter((stake) => (stake.after ?? 0) < (stake.before ?? 0));
  const picture = draw("svg", {
    width,
    height: stakes.length * LINE + 4,
    viewBox: `0 0 ${width} ${stakes.length * LINE + 4}`,
    role: "img",
    "aria-label": `${count(lost.length, "table")} lose rows: ${lost.map(said).join("; ")}`,
  });
  const above = [];
  stakes.forEach((stake, at) => {
    const top = at * LINE;
    const left = stake.depth * STEP;
    above.length = stake.depth;
    above.push(top);
    if (stake.depth > 0) {
      const from = above[stake.depth - 1] + 40;
      const x = left - STEP + 6;
      picture.append(draw("path", { class: "branch", d: `M${x} ${from} V${top + 16} H${left - 2}` }));
    }
    picture.append(...row(stake, left, top, width, most));
  });
  return picture;
}

function row(stake, left, top, width, most) {
  const loses = (stake.after ?? 0) < (stake.before ?? 0);
  const room = width - left - 2;
  const change = rows(stake);
  const letters = Math.max(4, Math.floor((room - change.length * 8 - 16) / 8));
  const scale = (number) => Math.round((room * (number ?? 0)) / most);
  return [
    draw("title", null, said(stake)),
    draw(
      "text",
      { class: "table", x: left, y: top + 20 },
      short(stake.table, letters),
      stake.through && letters > stake.table.length + stake.through.length + 8
        ? draw("tspan", { class: "through", dx: 8 }, `by ${stake.through}`)
        : null,
    ),
    draw("text", { class: loses ? "change loses" : "change", x: width - 2, y: top + 20, "text-anchor": "end" }, change),
    draw("rect", { class: "before", x: left, y: top + 28, width: Math.max(scale(stake.before), 1), height: 8, rx: 2 }),
    draw("rect", { class: "after", x: left, y: top + 28, width: scale(stake.after), height: 8, rx: 2 }),
  ];
}

function rows(stake) {
  const told = (number) => (number === null || number === undefined ? "gone" : number.toLocaleString("en"));
  return stake.before === null ? `new → ${told(stake.after)}` : `${told(stake.before)} → ${told(stake.after)}`;
}

function said(stake) {
  const reference = stake.through ? `, by ${stake.through}, on delete cascade` : "";
  return `${stake.table}: ${rows(stake)}${reference}`;
}

function short(text, most) {
  const letters = [...visible(text)];
  return letters.length <= most ? letters.join("") : `${letters.slice(0, most - 1).join("")}…`;
}
