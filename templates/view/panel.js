// The view in a host (MCP Apps, protocol 2026-01-26): JSON-RPC over postMessage with the window above, and nobody else.

const settings = JSON.parse(document.getElementById("data").textContent);
const waiting = new Map();
const now = { report: null, stakes: [], arguments: {}, tool: null, host: {}, accepted: [] };
let asked = 0;

function send(message) {
  window.parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
}

function request(method, params) {
  const id = ++asked;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    send({ id, method, params });
  });
}

window.addEventListener("message", (event) => {
  const message = event.data;
  if (event.source !== window.parent || message?.jsonrpc !== "2.0") return;
  if (message.method === undefined) answered(message);
  else if (message.id === undefined) heard(message.method, message.params ?? {});
  else reply(message);
});

function answered({ id, result, error }) {
  const promise = waiting.get(id);
  waiting.delete(id);
  if (error) promise?.reject(new Error(error.message));
  else promise?.resolve(result);
}

function reply({ id, method }) {
  if (method === "ping" || method === "ui/resource-teardown") send({ id, result: {} });
  else send({ id, error: { code: -32601, message: `There is no ${method} here.` } });
}

function heard(method, params) {
  switch (method) {
    case "ui/notifications/tool-input":
      now.arguments = params.arguments ?? {};
      if (!now.report) show(plain("open", "Working on it", now.arguments.description ?? ""));
      break;
    case "ui/notifications/tool-result":
      take(params);
      break;
    case "ui/notifications/tool-cancelled":
      show(plain("open", "Cancelled", params.reason ?? ""));
      break;
    case "ui/notifications/host-context-changed":
      dress(params);
      break;
  }
}

/** Wear what the host wears: its theme, its colours and fonts. */
function dress(context) {
  const root = document.documentElement;
  if (context.theme === "light" || context.theme === "dark") root.dataset.theme = context.theme;
  for (const [property, value] of Object.entries(context.styles?.variables ?? {})) {
    if (/^--[a-z0-9-]+$/.test(property) && typeof value === "string") root.style.setProperty(property, value);
  }
  now.tool = context.toolInfo?.tool?.name ?? now.tool;
}

/** A tool's result, from the host or for our own call: return whether it holds a report. */
function take(result) {
  const data = wholeReport(result);
  if (result.isError || !data || (!data.files && !data.counts && !data.sql)) {
    show(plain("bad", "This did not work", wordsOf(result)));
    return false;
  }
  now.stakes = result._meta?.["nhimbe-migrations/stakes"] ?? [];
  now.report = data;
  const page = data.counts ? checkPage(data) : reportPage(data, { stakes: now.stakes, actions: actionsFor(data) });
  show(page, data.draft && !data.written ? data : null);
  return true;
}

/** The report with what the structured result leaves out for the model's sake. */
function wholeReport(result) {
  return result._meta?.["nhimbe-migrations/report"] ?? result.structuredContent;
}

function wordsOf(result) {
  return (result.content ?? []).map((block) => block.text ?? "").join("\n");
}

function plain(kind, title, text) {
  return make("main", null, verdict(kind, title), text ? make("pre", { class: "words" }, text) : null);
}

function actionsFor(report) {
  const drafts = Boolean(now.arguments.description) && (report.draft || report.refused);
  if (!now.host.serverTools || !drafts) return {};
  return { accept, unacceptable: settings.unacceptable };
}

/** Show a page, with the bar below it that writes a draft and says what goes on. */
function show(main, draft = null) {
  const writes = draft && now.host.serverTools && !settings.read_only;
  document.body.replaceChildren(
    main,
    make(
      "footer",
      null,
      writes ? make("button", { type: "button", class: "main", click: write }, `Write migration ${draft.number}`) : null,
      make("p", { id: "status", role: "status" }),
    ),
  );
}

function say(text, kind = "") {
  const status = document.getElementById("status");
  status.className = kind;
  status.textContent = visible(text);
}

/** Call a tool by way of the host; while it runs nothing else can be pressed. */
async function call(tool, given, doing) {
  const [buttons, focused] = [[...document.querySelectorAll("button, input")], document.activeElement];
  buttons.forEach((button) => (button.disabled = true));
  document.body.setAttribute("aria-busy", "true");
  say(doing);
  try {
    return await request("tools/call", { name: tool, arguments: given });
  } catch (error) {
    return { isError: true, content: [{ type: "text", text: error.message }] };
  } finally {
    document.body.removeAttribute("aria-busy");
    buttons.forEach((button) => (button.disabled = false));
    focused?.focus();
  }
}

async function accept(rule, reason) {
  const tool = now.tool ?? (now.arguments.definition ? "rebuild_table" : "draft_migration");
  const kept = (now.arguments.accept ?? []).filter((item) => item.rule !== rule);
  const again = { ...now.arguments, accept: [...kept, { rule, reason }] };
  const result = await call(tool, again, "Drafting again…");
  if (result.isError) return say(wordsOf(result), "trouble");
  now.arguments = again;
  if (take(result)) {
    const report = now.report;
    after(report.draft ? `Accepted ${rule}. The draft is ready.` : `Accepted ${rule}. Something else stands against it.`);
    tell(
      `The user accepted ${rule} in the panel, for the reason ${JSON.stringify(reason)}. ` +
        (report.draft ? `The draft is ${report.draft} now; those before it are out of date.` : "The draft is still refused."),
    );
  }
}

async function write() {
  const before = now.report;
  const result = await call("write_migration", { draft: before.draft }, "Writing…");
  if (result.isError) return say(wordsOf(result), "trouble");
  const report = wholeReport(result);
  // The answer to a write leaves out what the draft has shown.
  const shown = new Map((before.files ?? []).map((file) => [file.path, file.diff]));
  const files = report.files.map((file) => ({ ...file, diff: file.diff ?? shown.get(file.path) }));
  const _meta = { ...result._meta, "nhimbe-migrations/report": { ...report, files, written: true } };
  if (take({ ...result, _meta })) {
    after(report.written ? "Written." : "It stood there already; nothing was written twice.");
    tell(`The user wrote ${report.file} in the panel. It needs no write_migration any more.`);
  }
}

/** Where a person who uses the keyboard goes on reading. */
function after(text) {
  document.querySelector("h1")?.focus();
  say(text);
}

/** Tell the model what was done without it. */
function tell(text) {
  if (now.host.updateModelContext) request("ui/update-model-context", { content: [{ type: "text", text }] }).catch(() => {});
}

function measure() {
  const { width, height } = document.documentElement.getBoundingClientRect();
  send({ method: "ui/notifications/size-changed", params: { width: Math.ceil(width), height: Math.ceil(height) } });
}

async function start() {
  const host = await request("ui/initialize", {
    appInfo: { name: "nhimbe-migrations", version: settings.version },
    appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
    protocolVersion: "2026-01-26",
  });
  now.host = host.hostCapabilities ?? {};
  dress(host.hostContext ?? {});
  send({ method: "ui/notifications/initialized" });
  new ResizeObserver(measure).observe(document.documentElement);
}

show(plain("open", "Waiting for the draft", ""));
start().catch((error) => show(plain("bad", "The host did not answer", error.message)));
