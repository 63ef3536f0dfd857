// What stands in for packages, whose code nobody looked at and which therefore is not run.
//
// Some do no harm when nothing comes of them (loggers, telemetry, settings); some are a few lines (uuid); mongoose is written
// anew over the driver, as far as migrations use it. Any other package may be called while the files are loaded, as a
// configuration or a schema does, and gives a blank that can be carried about; the step that uses one ends without a verdict.

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

export function standIn(name, journal) {
  if (SILENCED.test(name)) return journal.replace(name) ?? SILENT;
  if (name === "mongoose") return journal.replace(name) ?? mongoose;
  if (name === "uuid" || name.startsWith("uuid/")) return journal.replace(name) ?? uuid();
  if (name === "nanoid") return journal.replace(name) ?? { nanoid: short, customAlphabet: () => short };
  return blank(name, () => journal.unavailable(name), journal);
}

// Importing a module does no harm. While files are loaded its blank may be called too; a step that needs more is refused.
export function blank(name, refusal, journal) {
  const needed = () => { if (!journal.evaluating) throw refusal(name); };
  const make = (what) => {
    const made = new Proxy(function blankValue() {}, {
      get: (target, key) => {
        if (key === "__esModule") return true;
        if (key === "then") return undefined;
        if (key === "prototype") return target.prototype;
        if (key === Symbol.iterator) return needed() ?? (() => [][Symbol.iterator]());
        if (key === Symbol.toPrimitive || key === "toString" || key === "valueOf") return () => needed() ?? "";
        if (typeof key === "symbol") return undefined;
        return make(["default", "call", "apply", "bind"].includes(key) ? what : `${what}.${String(key)}`);
      },
      apply: () => { if (!journal.evaluating) throw refusal(what); return journal.replace(name) ?? make(what); },
      construct: () => { if (!journal.evaluating) throw refusal(what); return journal.replace(name) ?? make(what); },
      set: () => { if (!journal.evaluating) throw refusal(what); return true; },
      ownKeys: (target) => needed() ?? Reflect.ownKeys(target),
    });
    markBlank(made);
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
