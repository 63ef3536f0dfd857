// Calls every tool with the calls given on standard input, and prints one line of JSON a result.
// Run in the folder where the clients are installed: node client.mjs v1|v2 <command> <arguments...>
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";

const require = createRequire(process.cwd() + "/");
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const [, , generation, command, ...args] = process.argv;
const server = { command, args, env: process.env, stderr: "ignore" };

async function connect() {
  if (generation === "v1") {
    const { Client } = await load("@modelcontextprotocol/sdk/client/index.js");
    const { StdioClientTransport } = await load("@modelcontextprotocol/sdk/client/stdio.js");
    const client = new Client({ name: "ts-v1", version: "1" });
    await client.connect(new StdioClientTransport(server));
    return client;
  }
  const { Client } = await load("@modelcontextprotocol/client");
  const { StdioClientTransport } = await load("@modelcontextprotocol/client/stdio");
  const options = generation === "v2-modern" ? { versionNegotiation: { mode: { pin: "2026-07-28" } } } : {};
  const client = new Client({ name: "ts-v2", version: "1" }, options);
  await client.connect(new StdioClientTransport(server));
  return client;
}

const client = await connect();
const tools = (await client.listTools()).tools.map((tool) => tool.name);
console.log(JSON.stringify({ tools }));
for (const [name, args] of JSON.parse(readFileSync(0, "utf8"))) {
  const result = await client.callTool({ name, arguments: args });
  console.log(JSON.stringify({ name, isError: result.isError ?? false, keys: Object.keys(result.structuredContent ?? {}) }));
}
await client.close();
