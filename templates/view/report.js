// The report of a draft or a write: the verdict first, then what is at stake, what was found, and what changes.

function section(title, ...children) {
  const told = children.flat(Infinity).filter(Boolean);
  return told.length ? make("section", null, make("h2", null, title), told) : null;
}

function verdict(kind, title, ...lines) {
  const signs = { good: "✓", bad: "✕", open: "?" };
  return make(
    "header",
    { class: `verdict ${kind}` },
    make("h1", { tabindex: -1 }, make("span", { class: "sign", "aria-hidden": "true" }, signs[kind]), title),
    lines.flat(Infinity).filter(Boolean),
  );
}

function stateOf(report) {
  if (report.refused) return ["bad", "Refused"];
  if (report.written) return ["good", "Written"];
  if (report.draft) return ["good", "Ready to write"];
  if (report.sql) return ["open", "A plan, not drafted yet"];
  return ["open", "Not written"];
}

/** The page of a report; `actions` are there where a host can call the tools. */
function reportPage(report, { stakes = [], actions = {} } = {}) {
  const [kind, title] = stateOf(report);
  const proof = report.verification;
  const files = report.files ?? [];
  const accept = report.written ? null : actions.accept;
  const unacceptable = actions.unacceptable ?? [];
  return make(
    "main",
    null,
    verdict(
      kind,
      title,
      report.file ? make("p", { class: "what" }, make("code", null, name(report.file))) : null,
      report.refused ? make("p", null, `${numbers(report.findings)}: nothing was written.`) : null,
      proof ? make("p", null, sentence(proof, report.refused)) : null,
      proof?.error ? make("p", { class: "trouble" }, name(proof.error)) : null,
    ),
    section("Rows at stake", atStake(stakes, proof)),
    section(
      "Findings",
      report.findings?.length
        ? make(
            "ul",
            { class: "findings" },
            grouped(report.findings).map((group) =>
              findingGroup(group, {
                mainFile: report.file,
                accept: group[0].severity !== "note" && !unacceptable.includes(group[0].rule) ? accept : null,
              }),
            ),
          )
        : null,
    ),
    section("Files", files.map((file, at) => fileDiff(file, at === 0))),
    section("Statements", report.sql ? make("pre", { tabindex: 0 }, make("code", null, report.sql)) : null),
    section("In the code", usesTable(report.uses ?? [])),
    section("Order and cost", orderAndCost(report)),
    section("Commands", commands(report.commands ?? [])),
    section("To do by hand", list(report.manual_steps ?? [])),
    section("Not checked", list(proof?.not_checked ?? [])),
  );
}

function numbers(findings) {
  const told = ORDER.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length]);
  return told.filter(([, number]) => number).map(([severity, number]) => count(number, severity)).join(", ");
}

function sentence(proof, refused = false) {
  const told = [];
  if (proof.applied === true) told.push(refused ? "The engine would run it" : "It applies");
  else if (proof.applied === false) told.push("It does not apply");
  else told.push(`It was not run (${proof.level})`);
  const on = (proof.databases ?? []).filter((item) => item.applied).map((item) => DATABASES[item.name] ?? item.name);
  if (proof.applied && on.length) told[0] += ` on ${on.join(" and on ")}`;
  if (proof.statements) told.push(`${proof.exercised ?? 0} of ${count(proof.statements, "statement")} met rows`);
  if (proof.rerunnable === true) told.push("a second run works");
  if (proof.rerunnable === false) told.push("a second run fails");
  if (proof.down) told.push(DOWN[String(proof.down.reverses ?? null)]);
  return `${told.join("; ")}. Engine: ${proof.engine}.`;
}

const DATABASES = {
  history: "the database that the migrations make",
  "schema.sql": "the one that schema.sql makes",
  local: "a copy of your local one",
};
const DOWN = { true: "down() takes it back", false: "down() does not take it back", null: "down() was not checked" };

/** The rows before and after: as a picture where some go, and as a table. */
function atStake(stakes, proof) {
  const rows = rowsTable(proof?.rows ?? []);
  if (!stakes.length) return rows;
  return [
    make(
      "p",
      { class: "quiet" },
      "Rows of the proof. The bar is what there was, its filled part what is left. Below a table stand those whose rows go with its own (ON DELETE CASCADE).",
    ),
    tree(stakes),
    rows ? make("details", { class: "alternative" }, make("summary", null, "As a table"), rows) : null,
  ];
}

function rowsTable(rows) {
  if (!rows.length) return null;
  return table(
    ["Table", "Before", "After"],
    rows.map((row) => {
      const loses = (row.after ?? 0) < (row.before ?? 0);
      const told = (number) => (number === null || number === undefined ? "–" : number.toLocaleString("en"));
      const after = make("span", { class: loses ? "loses" : null }, told(row.after), loses ? " ▾" : "");
      return [name(row.table), told(row.before), after];
    }),
    ["", "number", "number"],
  );
}

function usesTable(uses) {
  if (!uses.length) return null;
  return table(
    ["Effect", "Where", "Code"],
    uses.map((use) => [
      make("span", { class: use.effect === "breaks" ? "loses" : null }, use.effect),
      make("code", null, name(`${use.file}:${use.line}`)),
      [make("code", null, name(use.text)), use.why ? make("span", { class: "quiet" }, ` ${use.why}`) : null],
    ]),
  );
}

function table(heads, rows, classes = []) {
  return make(
    "div",
    { class: "wide", tabindex: 0, role: "region", "aria-label": heads.join(", ") },
    make(
      "table",
      null,
      make("thead", null, make("tr", null, heads.map((head, at) => make("th", { scope: "col", class: classes[at] || null }, head)))),
      make("tbody", null, rows.map((row) => make("tr", null, row.map((cell, at) => make("td", { class: classes[at] || null }, cell))))),
    ),
  );
}

function orderAndCost({ deploy, cost }) {
  const orders = {
    any: "Code and migration may go live in either order.",
    "migrate-first": "The migration first, then the code.",
    "code-first": "The code first, then the migration.",
    none: "Neither order is safe.",
  };
  return [
    deploy ? make("p", null, make("strong", null, orders[deploy.order] ?? deploy.order), " ", name(deploy.why)) : null,
    cost?.per_row?.length
      ? make(
          "ul",
          null,
          cost.per_row.map((item) =>
            make("li", null, `${item.rows_read} rows read and ${item.rows_written} written for each row of `, name(item.table)),
          ),
        )
      : null,
    cost?.note ? make("p", { class: "quiet" }, name(cost.note)) : null,
  ];
}

function commands(all) {
  return all.map((command) =>
    make(
      "div",
      { class: "command" },
      make("p", null, name(command.purpose)),
      make("pre", { tabindex: 0, "aria-label": command.purpose }, make("code", null, command.run)),
    ),
  );
}

function list(texts) {
  return texts.length ? make("ul", null, texts.map((text) => make("li", null, name(text)))) : null;
}
