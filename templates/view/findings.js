// Findings by rule, the worst first: 200 of one rule are one entry. An acceptable rule takes a reason, once.

const ORDER = ["error", "warning", "note"];
const SIGNS = { error: "✕", warning: "!", note: "i" };
const SHOWN = 5;

function grouped(findings) {
  const groups = new Map();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.rule}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].sort(
    (one, other) => ORDER.indexOf(one[0].severity) - ORDER.indexOf(other[0].severity),
  );
}

function findingGroup(findings, { mainFile, accept }) {
  const { rule, severity } = findings[0];
  const help = new Set(findings.map((finding) => finding.help));
  const common = help.size === 1 ? findings[0].help : "";
  const entries = findings.map((finding) => entry(finding, mainFile, common ? "" : finding.help));
  const list = make("ul", { class: "places" }, entries.slice(0, SHOWN));
  const rest = entries.slice(SHOWN);
  const more = rest.length
    ? make(
        "button",
        {
          type: "button",
          class: "more",
          click: () => {
            list.append(...rest);
            rest[0].tabIndex = -1;
            rest[0].focus();
            more.remove();
          },
        },
        `Show ${count(rest.length, "more place")}`,
      )
    : null;
  return make(
    "li",
    { class: `finding ${severity}` },
    make(
      "h3",
      null,
      make("span", { class: `sign ${severity}`, "aria-hidden": "true" }, SIGNS[severity]),
      make("span", { class: "severity" }, severity),
      make("code", null, name(rule)),
      findings.length > 1 ? make("span", { class: "size" }, `${findings.length} ×`) : null,
    ),
    list,
    more,
    common ? make("p", { class: "help" }, "Next: ", long(common)) : null,
    accept ? acceptForm(rule, accept) : null,
  );
}

function entry(finding, mainFile, help) {
  const place = finding.file && finding.file !== mainFile ? finding.file : "";
  const where = finding.line ? `${place || "line"}${place ? ":" : " "}${finding.line}` : place;
  return make(
    "li",
    null,
    where ? make("span", { class: "where" }, name(where), " ") : null,
    long(finding.message),
    finding.text ? make("pre", { class: "quoted" }, make("code", null, finding.text)) : null,
    help ? make("p", { class: "help" }, "Next: ", long(help)) : null,
  );
}

/** A reason for a rule. No form element: hosts show the panel in a frame that may submit none. */
function acceptForm(rule, accept) {
  const id = `reason-${++acceptForm.made}`;
  const reason = make("input", {
    id,
    type: "text",
    maxlength: 400,
    autocomplete: "off",
    "aria-required": "true",
    placeholder: "Kept in the migration as a comment",
    keydown: (event) => {
      if (event.key === "Enter" && !event.isComposing) submit();
    },
  });
  const submit = () => {
    if (reason.value.trim()) accept(rule, reason.value.trim());
    else reason.focus();
  };
  const close = (event) => {
    if (event.key !== "Escape") return;
    form.hidden = true;
    opener.hidden = false;
    opener.focus();
  };
  const form = make(
    "div",
    { class: "accept", role: "group", "aria-label": `Accept ${rule}`, hidden: true, keydown: close },
    make("label", { for: id }, "Why is it right here?"),
    make("div", { class: "reason" }, reason, make("button", { type: "button", click: submit }, "Accept and draft again")),
  );
  const open = () => {
    form.hidden = false;
    opener.hidden = true;
    reason.focus();
  };
  const opener = make("button", { type: "button", class: "action", click: open }, "Accept…", make("span", { class: "unseen" }, ` ${rule}`));
  return make("div", { class: "acceptance" }, opener, form);
}
acceptForm.made = 0;
