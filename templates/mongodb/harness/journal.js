// What happened during one step: the error that ended it, and the faults that it would have hidden.

import { MigrationFrames } from "./load.js";

const { setTimeout, setImmediate } = globalThis;
const TURNS = 8;
const now = Date.now;

const LONGEST = 2_000;
const MOST_DETAILS = 100_000;

function inShort(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

// What can be sent to the parent process: nothing that holds itself, and no megabytes.
function portable(details) {
  try {
    const text = JSON.stringify(details);
    return text.length > MOST_DETAILS ? {} : JSON.parse(text);
  } catch {
    return {};
  }
}

export class Refused extends Error {}
const WRITING = new Set(["insert", "update", "delete", "findAndModify"]);

export class Journal {
  scratch = "";
  contaminated = false;
  // It knows timers of its own.
  timed = false;
  // How many files are being evaluated just now: what they do is not what a step does.
  evaluating = 0;
  #replaced = new Set();
  #shipped = new Set();
  #resting = new Set();
  #wanted = new Set();
  #made = 0;
  #lacking;
  #missed;
  #step = "load";
  #deadline = Infinity;
  #error;
  #faults = [];
  #calls = [];
  #sites = new WeakMap();
  #orphans = new WeakMap();
  #open = new Set();
  #activity = 0;
  #timers = false;

  begin(step, deadline, anew = false) {
    if (anew) {
      this.#lacking = this.#missed = undefined;
      for (const noted of [this.#replaced, this.#shipped, this.#resting, this.#wanted]) noted.clear();
      this.#made = 0;
      this.timed = false;
    }
    this.#step = step;
    this.#deadline = deadline;
    this.#error = undefined;
    this.#faults = [];
    this.#calls = [];
    this.#timers = false;
  }

  end() {
    this.#deadline = Infinity;
    const step = { name: this.#step, error: this.#error, faults: this.#faults, writes: this.#written() };
    this.begin("between", Infinity);
    return step;
  }

  // The step waits for time to pass, and something of it may begin later than it returns.
  usesTimers() {
    this.#timers = true;
  }

  // Called by every turn of every loop of the migration: an endless one ends itself, and its stack tells the line.
  tick = () => {
    if (now() > this.#deadline) throw this.tooLong();
  };

  tooLong() {
    return this.refuse("time-limit", "runs longer than it may");
  }

  // It waits for something, outside of any loop: most likely for the last call that has not answered.
  stuck() {
    const error = this.tooLong();
    const waiting = this.#calls.findLast((call) => !call.settled);
    const fault = this.#faults.at(-1);
    if (waiting && fault.frames.length === 0) fault.frames = waiting.frames;
    return error;
  }

  // Records a fault at the migration's own line, and gives the error that stops what was attempted.
  refuse(rule, message) {
    const error = new Refused(message);
    const fault = { rule, message, frames: MigrationFrames.of(error) };
    this.#faults.push(fault);
    this.contaminated = true;
    if (fault.frames.length === 0) this.#sites.set(error, (frames) => { fault.frames = frames; });
    return error;
  }

  // Does what may come to nothing: whether it went well. What went wrong with it is nobody's fault.
  quietly(call) {
    const [faults, contaminated] = [this.#faults.length, this.contaminated];
    try {
      call();
      return true;
    } catch {
      this.#faults.length = faults;
      this.contaminated = contaminated;
      return false;
    }
  }

  // It cannot be run here, which is no fault of the migration's: no verdict.
  unavailable(why) {
    this.#lacking ??= why;
    return new Refused(why);
  }

  get lacking() {
    return this.#lacking;
  }

  // A file of the repository that was not handed over yet: the run is of no use, and the next one has it.
  wants(path) {
    this.#wanted.add(path);
    return new Refused(`wants ${path}`);
  }

  get wanted() {
    return [...this.#wanted];
  }

  // What a stand-in was used for.
  replace(name) {
    this.#replaced.add(name);
  }

  get replaced() {
    return [...this.#replaced];
  }

  // A package that is run, in the version that this program brings along.
  ships(name) {
    this.#shipped.add(name);
  }

  get shipped() {
    return [...this.#shipped];
  }

  // What a step does from here on may follow from an answer that a stand-in made up.
  restsOn(name) {
    this.#resting.add(name);
  }

  get resting() {
    return [...this.#resting];
  }

  // A text that nobody else wrote; each time another one, so that unique fields stay so.
  madeUp() {
    this.#made += 1;
    return `made up ${this.#made}`;
  }

  // One entry for each place that writes: how often it was called, and how many documents that met.
  #written() {
    const places = new Map();
    for (const { name, collection, frames, met } of this.#calls) {
      if (met === undefined) continue;
      const key = `${name} ${collection} ${frames[0]}`;
      const place = places.get(key) ?? { method: name, collection, frames: frames.slice(0, 4), calls: 0, met: 0 };
      places.set(key, { ...place, calls: place.calls + 1, met: place.met + met });
    }
    return [...places.values()];
  }

  // A setting or an object that another part of the program puts where everybody finds it: nobody does here.
  misses(what) {
    this.#missed ??= what;
  }

  failed(error) {
    // What was refused is told as that, also where it was caught and thrown on in other words.
    if (error instanceof Refused || this.#faults.some(({ message }) => String(error?.message).includes(message))) return;
    if (this.#missed && error instanceof TypeError && /undefined/.test(error.message)) {
      this.#lacking ??= `reads ${this.#missed}, which another part of the program sets`;
      return;
    }
    this.#error = this.#describe(error);
  }

  // A rejection that nobody waits for, as yet.
  orphan(error, promise) {
    if (error instanceof Refused) return;
    const { message, frames } = this.#describe(error);
    const fault = { rule: "missing-await", message: `a promise that nobody waits for fails: ${message}`, frames };
    this.#faults.push(fault);
    if (promise) this.#orphans.set(promise, [fault, this.contaminated]);
    this.contaminated = true;
  }

  // It was waited for after all.
  adopted(promise) {
    const [fault, before] = this.#orphans.get(promise) ?? [];
    const place = this.#faults.indexOf(fault);
    if (place < 0) return;
    this.#faults.splice(place, 1);
    if (this.#faults.length === 0) this.contaminated = before;
  }

  // What was thrown may be anything: a symbol, a proxy whose members throw, a message of megabytes.
  #describe(error) {
    try {
      return this.#described(error);
    } catch {
      return { message: "it throws something that cannot be looked at", frames: [] };
    }
  }

  #described(error) {
    const cause = error?.cause;
    const isNothing = error === null || error === undefined || typeof error === "symbol";
    const said = [isNothing ? `it throws ${String(error)}, which is no error` : error.message ?? error, cause?.message];
    const message = said.filter((part) => part !== undefined).map((part) => inShort(String(part))).join(": ");
    let frames = MigrationFrames.of(error);
    const site = typeof error === "object" && error !== null ? this.#sites.get(error) : undefined;
    if (frames.length === 0 && Array.isArray(site)) frames = site;
    const { name, code = cause?.code, errInfo, keyPattern, keyValue, writeErrors } = error ?? {};
    const details = errInfo ?? writeErrors?.[0]?.err?.errInfo;
    return {
      message,
      name: typeof name === "string" ? inShort(name) : undefined,
      code: typeof code === "number" || typeof code === "string" ? code : undefined,
      ...portable({ details, keyPattern, keyValue }),
      frames,
    };
  }

  // A call of the driver that the migration made.
  called(name, collection, frames) {
    const call = { name, collection, frames, settled: false, awaited: false, met: undefined };
    this.#calls.push(call);
    return call;
  }

  // How many documents a command met, as the server counts them.
  met(call, verb, reply) {
    if (!WRITING.has(verb)) return;
    const said = typeof reply?.toObject === "function" ? reply.toObject() : reply;
    const found = Number((verb === "findAndModify" ? said?.lastErrorObject?.n : said?.n) ?? 0);
    call.met = (call.met ?? 0) + found;
  }

  follow(call, promise) {
    const { frames } = call;
    promise.then(
      () => { call.settled = true; },
      (error) => {
        call.settled = true;
        if (typeof error !== "object" || error === null) return;
        const known = this.#sites.get(error);
        if (typeof known === "function") known(frames);
        else if (known === undefined) this.#sites.set(error, frames);
      },
    );
  }

  listen(client) {
    client.on("commandStarted", ({ requestId }) => {
      this.#open.add(requestId);
      this.#activity = now();
    });
    const ended = ({ requestId }) => { if (this.#open.delete(requestId)) this.#activity = now(); };
    client.on("commandSucceeded", ended);
    client.on("commandFailed", ended);
  }

  // Waits until the server has been left alone for a while; what was still going on was not waited for.
  async settle(quiet, limit) {
    const returned = now();
    const pending = this.#calls.filter((call) => !call.settled);
    let busy = this.#open.size > 0;
    this.#activity = returned;
    const patience = returned + limit;
    // What goes on by itself goes on in the next turns of the loop, unless it waits for a timer, which takes longer to rule out.
    for (let turn = 0; turn < TURNS; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      busy ||= this.#open.size > 0 || this.#activity > returned;
    }
    while ((this.#open.size > 0 || ((busy || this.#timers || this.timed) && now() - this.#activity < quiet)) && now() < patience) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      busy ||= this.#open.size > 0 || this.#activity > returned;
    }
    if (this.#error || this.#faults.length > 0) {
      this.contaminated ||= busy || pending.length > 0;
      return;
    }
    const late = this.#calls.filter((call) => !pending.includes(call) && !call.awaited);
    for (const { name, frames } of unique([...pending, ...late])) {
      this.#faults.push({ rule: "missing-await", message: `${name}() is not awaited`, frames });
    }
    if (busy && this.#faults.length === 0) {
      this.#faults.push({ rule: "missing-await", message: "returned while the server was still working for it", frames: [] });
    }
    this.contaminated ||= busy || pending.length > 0;
  }
}

function unique(calls) {
  const places = new Map(calls.map((call) => [`${call.name} ${call.frames[0]}`, call]));
  return [...places.values()];
}
