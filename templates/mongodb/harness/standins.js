// What stands in for packages, whose code nobody looked at and which therefore is not run.
//
// Some do no harm when nothing comes of them (loggers, telemetry, settings); some are a few lines (uuid); mongoose is written
// anew over the driver, as far as migrations use it. Any other package gives a blank, which can be called and carried about.
// While files are loaded, as a configuration or a schema is, nothing rests on it; once a step asks one for an answer, or sends
// one to the server, what the step does rests on something made up, and that is noted.

import { randomUUID } from "node:crypto";
import { markBlank } from "./blanks.js";
import { mongoose } from "./mongoose.js";

const SILENCED = /^(?:dotenv|dotenv-\w+|dotenv\/config|debug|winston|pino|pino-pretty|bunyan|universal-bunyan|express-bunyan-logger|signale|chalk|ora|consola|loglevel|log4js|morgan|cli-progress|progress|kleur|picocolors|colors|@sentry\/[\w-]+|@opentelemetry\/.+|newrelic|dd-trace|source-map-support(?:\/.*)?|reflect-metadata|module-alias(?:\/.*)?|tsconfig-paths(?:\/.*)?)$/;

// What is only ever called for its own sake, as a logger is: nothing comes of it.
export const SILENT = new Proxy(function silent() {}, {
  get: (_, key) => {
    if (key === "__esModule") return true;
    if (key === Symbol.toPrimitive || key === "toString" || key === "valueOf") return () => "";
    return key === "then" || typeof key === "symbol" ? undefined : SILENT;
  },
  apply: () => SILENT,
  construct: () => SILENT,
});

export function standIn(name, journal, how) {
  if (SILENCED.test(name)) return journal.replace(name) ?? SILENT;
  if (name === "mongoose") return journal.replace(name) ?? mongoose;
  if (name === "uuid" || name.startsWith("uuid/")) return journal.replace(name) ?? uuid();
  if (name === "nanoid") return journal.replace(name) ?? { nanoid: short, customAlphabet: () => short };
  return blank(name, journal, how);
}

// `refusal` makes the error for what may not be used at all; `quiet` is for what is called for its own sake alone.
export function blank(name, journal, { refusal, quiet = false } = {}) {
  const used = (what, answers) => {
    if (journal.evaluating) return;
    if (refusal) throw refusal(what);
    journal.replace(name);
    if (answers) journal.restsOn(name);
  };
  const make = (what) => {
    const asText = () => {
      used(what, true);
      return journal.evaluating ? "" : journal.madeUp();
    };
    const made = new Proxy(function blankValue() {}, {
      get: (target, key) => {
        if (key === "__esModule") return true;
        if (key === "then") return undefined;
        if (key === "prototype") return target.prototype;
        if (key === Symbol.iterator) return used(what, true) ?? (() => [][Symbol.iterator]());
        if (key === Symbol.toPrimitive) return (hint) => (hint === "number" ? used(what, true) ?? 1 : asText());
        if (key === "toString" || key === "toJSON") return asText;
        if (key === "valueOf") return () => used(what, true) ?? 1;
        if (typeof key === "symbol") return undefined;
        return make(["default", "call", "apply", "bind"].includes(key) ? what : `${what}.${String(key)}`);
      },
      apply: () => used(what, !quiet) ?? journal.replace(name) ?? make(what),
      construct: () => used(what, !quiet) ?? journal.replace(name) ?? make(what),
      set: () => used(what, false) ?? true,
      ownKeys: (target) => used(what, true) ?? Reflect.ownKeys(target),
    });
    markBlank(made, name);
    return made;
  };
  return make(name);
}

function uuid() {
  const v4 = () => randomUUID();
  const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
  return Object.assign(v4, {
    __esModule: true, v1: v4, v4, v6: v4, v7: v4, validate: (text) => pattern.test(text), NIL: "00000000-0000-0000-0000-000000000000", default: v4,
  });
}

function short(size = 21) {
  return randomUUID().replaceAll("-", "").slice(0, size);
}
