// The diff of a file: each line keeps its sign, so that nothing is told by colour alone.

const WHOLE_DIFF = 400;

function fileDiff(file, open) {
  const lines = (file.diff ?? "").split("\n");
  if (lines.at(-1) === "") lines.pop();
  const added = lines.filter((line) => line.startsWith("+")).length;
  const taken = lines.filter((line) => line.startsWith("-")).length;
  return make(
    "details",
    { class: "file", open },
    make(
      "summary",
      null,
      make("span", { class: "change" }, file.change),
      make("code", null, name(file.path)),
      file.diff === undefined
        ? null
        : make("span", { class: "size" }, `+${added} −${taken}`),
    ),
    file.diff === undefined ? make("p", { class: "quiet" }, "Written as the draft showed it.") : diffLines(lines),
  );
}

function diffLines(lines) {
  const body = make("div", { class: "diff", tabindex: 0, role: "region", "aria-label": "Changed lines" });
  const show = (from, to) => lines.slice(from, to).map((line) => make("span", { class: kindOf(line) }, `${line}\n`));
  const code = make("code", null, show(0, WHOLE_DIFF));
  body.append(make("pre", null, code));
  if (lines.length > WHOLE_DIFF) {
    const more = make(
      "button",
      {
        type: "button",
        click: () => {
          code.append(...show(WHOLE_DIFF));
          more.remove();
        },
      },
      `Show ${count(lines.length - WHOLE_DIFF, "more line")}`,
    );
    return [body, more];
  }
  return body;
}

function kindOf(line) {
  if (line.startsWith("@@")) return "line place";
  if (line.startsWith("+")) return "line added";
  return line.startsWith("-") ? "line taken" : "line";
}
