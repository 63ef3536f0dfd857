// Shuts every door but the one to the server, before any of the migration's code is evaluated.
// The file system, child processes and workers are Node's permission model's; the network is not, hence this file.
// Where the kernel allows it, the whole process has no network at all, and the server is reached through a socket file.

import net from "node:net";
import dgram from "node:dgram";
import dns from "node:dns";
import { place } from "./files.js";

const { defineProperty, freeze, getOwnPropertyNames } = Object;

export function confine(client, journal) {
  const servers = [...client.topology.description.servers.keys()];
  closeSockets(new Set(servers), journal);
  closeNames(new Set(servers.map((server) => server.replace(/:\d+$/, "").replace(/^\[|\]$/g, ""))), journal);
  closeGlobals(journal);
}

function closeSockets(servers, journal) {
  const connect = net.Socket.prototype.connect;
  lock(net.Socket.prototype, "connect", function guarded(...given) {
    const [options] = net._normalizeArgs(Array.isArray(given[0]) ? given[0] : given);
    const host = options.host ?? "localhost";
    const place = options.path ?? `${host.includes(":") ? `[${host}]` : host}:${options.port}`;
    if (!servers.has(place)) throw journal.refuse("escapes-sandbox", `connects to ${place}`);
    return connect.apply(this, given);
  });
  for (const [owner, name] of [[net.Server.prototype, "listen"], [dgram.Socket.prototype, "bind"],
    [dgram.Socket.prototype, "connect"], [dgram.Socket.prototype, "send"]]) {
    lock(owner, name, () => { throw journal.refuse("escapes-sandbox", `opens a socket (${name})`); });
  }
}

function closeNames(hosts, journal) {
  for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    for (const name of getOwnPropertyNames(owner)) {
      const original = owner[name];
      if (typeof original !== "function" || !/^(lookup|resolve|reverse)/.test(name)) continue;
      lock(owner, name, function guarded(host, ...rest) {
        if (!hosts.has(host)) throw journal.refuse("escapes-sandbox", `looks up ${host}`);
        return original.call(this, host, ...rest);
      });
    }
  }
}

function closeGlobals(journal) {
  for (const name of ["fetch", "WebSocket", "EventSource", "XMLHttpRequest", "WebAssembly", "Worker", "BroadcastChannel"]) {
    lock(globalThis, name, function denied() {
      throw journal.refuse("escapes-sandbox", `uses ${name}, which a migration under proof does not have`);
    });
  }
  for (const name of ["setTimeout", "setInterval"]) {
    const original = globalThis[name];
    globalThis[name] = function noted(...given) {
      journal.usesTimers();
      return original(...given);
    };
  }
  const forbidden = (what) => () => { throw journal.refuse("escapes-sandbox", `calls process.${what}()`); };
  const { platform, version, hrtime, uptime, nextTick } = process;
  const memory = process.memoryUsage(); // asks for what is taken away below
  const exit = () => {
    if (journal.evaluating) throw journal.unavailable("calls process.exit() while it is loaded, as for a setting that is not there");
    throw journal.refuse("escapes-sandbox", "calls process.exit()");
  };
  lock(globalThis, "process", watched(journal, freeze({
    env: ENVIRONMENT, argv: freeze([]), platform, version, versions: freeze({ node: version.slice(1) }),
    stdout: freeze({ write: () => true }), stderr: freeze({ write: () => true }),
    exit, kill: forbidden("kill"), chdir: forbidden("chdir"), cwd: () => place.folder,
    // Nobody's secrets, and no zeros by which a migration could tell that it is tried.
    nextTick, hrtime, uptime, memoryUsage: () => ({ ...memory }), on() {}, once() {}, off() {}, emitWarning() {},
  })));
  // Its own words for files, sockets and processes.
  for (const name of ["Deno", "navigator", "localStorage", "sessionStorage", "caches"]) lock(globalThis, name, undefined);
  lock(globalThis, "console", new Proxy({}, { get: () => () => undefined }));
}

// What a migration finds in process.env is made up for each run; it changes none of it.
const settings = {};
const refused = () => false;
const ENVIRONMENT = new Proxy(settings, {
  set: refused, defineProperty: refused, deleteProperty: refused, setPrototypeOf: refused, preventExtensions: refused,
});

export function setEnvironment(values) {
  for (const name of Object.keys(settings)) delete settings[name];
  Object.assign(settings, values);
}

// A member that Node.js does not know is somebody's own.
function watched(journal, members) {
  return new Proxy(members, {
    get: (target, key) => {
      if (typeof key === "string" && !(key in target) && /^_|^[a-z]+[A-Z_]/.test(key)) journal.misses(`process.${key}`);
      return target[key];
    },
  });
}

function lock(owner, name, value) {
  defineProperty(owner, name, { value, writable: false, configurable: false, enumerable: false });
}
