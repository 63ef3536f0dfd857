// The page of a check: how many of what, the proof of each migration, and the findings by rule.

function checkPage({ counts, findings, proofs = [], uses = [], deploy, root, drift = [] }) {
  const errors = counts.error ?? 0;
  const told = ORDER.filter((severity) => counts[severity]).map((severity) => count(counts[severity], severity));
  return make(
    "main",
    null,
    verdict(
      errors ? "bad" : "good",
      errors ? "Something would fail or lose data" : "Nothing that would fail or lose data",
      make("p", null, told.length ? `${told.join(", ")}.` : "No findings."),
      root ? make("p", { class: "what" }, make("code", null, name(root))) : null,
    ),
    proofs.map((proof) =>
      section(
        proof.file.split("/").at(-1),
        make("p", { class: proof.verification.applied === false ? "trouble" : null }, sentence(proof.verification)),
        proof.verification.error ? make("p", { class: "trouble" }, name(proof.verification.error)) : null,
        atStake(proof.stakes ?? [], proof.verification),
        list(proof.verification.not_checked ?? []),
      ),
    ),
    section(
      "Findings",
      findings.length
        ? make("ul", { class: "findings" }, grouped(findings).map((group) => findingGroup(group, {})))
        : null,
    ),
    section("In the code", usesTable(uses)),
    section("Order", orderAndCost({ deploy })),
  );
}
