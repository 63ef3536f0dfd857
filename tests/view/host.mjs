// A chat client of nothing but one panel: the official host's side of MCP Apps over a real sandboxed frame.
// `relay` is the test's: it passes calls on to a real server over standard input and output.
import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";

// The policy that the specification (2026-01-26) prescribes where a resource names none.
const POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "media-src 'self' data:; connect-src 'none'; base-uri 'self'; object-src 'none'; frame-src 'none'";

window.host = { told: [], calls: [], sizes: [], ready: false };

window.showPanel = async ({ html, tool, given, result, context, capabilities }) => {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.title = "Draft";
  document.body.append(frame);
  const bridge = new AppBridge(null, { name: "test host", version: "1.0.0" }, capabilities, { hostContext: context });
  bridge.oncalltool = async (call) => {
    window.host.calls.push(call);
    return window.relay(call.name, call.arguments);
  };
  bridge.onupdatemodelcontext = async (update) => {
    window.host.told.push(update);
    return {};
  };
  bridge.addEventListener("sizechange", ({ height }) => {
    window.host.sizes.push(height);
    if (height) frame.style.height = `${height}px`;
  });
  bridge.addEventListener("initialized", async () => {
    window.host.app = bridge.getAppVersion();
    await bridge.sendToolInput({ arguments: given });
    if (result) await bridge.sendToolResult(result);
    window.host.ready = true;
  });
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
  window.bridge = bridge;
  frame.srcdoc = html.replace("<head>", `<head><meta http-equiv="Content-Security-Policy" content="${POLICY}">`);
};
