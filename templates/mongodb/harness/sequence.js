// Several migrations one after another, each as its own runner would call it: what two branches do to one database.
// `plan.json` lists them: {module, roles}. The message of what fails is told with its place among them: "#2 message".

const plan = require("plan.json");

function upOf(exported) {
  for (const place of [exported, exported?.default, ...Object.values(exported ?? {})]) {
    for (const name of ["up", "migrate"]) {
      if (typeof place?.[name] === "function") return (...given) => place[name](...given);
    }
    if (typeof place === "function" && typeof place.prototype?.up === "function") {
      const made = new place();
      return (...given) => made.up(...given);
    }
  }
  throw new Error("exports no up()");
}

exports.up = async (db, client) => {
  const whole = { db, client };
  for (const [at, { module, roles }] of plan.entries()) {
    let answered;
    const values = {
      db, client, object: whole, context: { context: db }, "context-object": { context: whole }, nothing: undefined,
      callback: (error, result) => answered?.[error ? 1 : 0](error ?? result),
    };
    const waiting = roles.includes("callback") ? new Promise((...settle) => { answered = settle; }) : undefined;
    try {
      await upOf(require(module))(...roles.map((role) => values[role]));
      await waiting;
    } catch (error) {
      const known = error instanceof Error ? error : new Error(String(error));
      // The same object: who watches the calls knows by it where it was thrown.
      Object.defineProperty(known, "message", { value: `#${at} ${known.message}`, configurable: true, writable: true });
      throw known;
    }
  }
};
