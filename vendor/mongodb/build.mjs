// Makes one ESM file of the MongoDB driver and of Sucrase, one CommonJS file each of the packages that migrations use most (pure
// computing: no files, no network), with the notices of everything in them, and copies the driver's types.
// The output is committed, so that nobody who installs the package needs Node.js: `make driver` says whether it is up to date.

import { build } from "esbuild";
import { builtinModules, createRequire } from "node:module";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2];
const require = createRequire(import.meta.url);
const manifest = (name) => JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8"));

// A namespace re-export of a CommonJS package yields no names, so they are listed.
const entry = `
import * as driver from "mongodb";
export const { ${Object.keys(require("mongodb")).sort().join(", ")} } = driver;
export { Connection } from "mongodb/lib/cmap/connection.js";
export { BulkOperationBase } from "mongodb/lib/bulk/common.js";
export { transform } from "sucrase";
`;
// Deno knows the runtime's own modules by their full names.
const builtins = {
  name: "builtins",
  setup({ onResolve }) {
    onResolve({ filter: /^[a-z_/]+$/ }, ({ path }) => (builtinModules.includes(path) ? { path: `node:${path}`, external: true } : undefined));
  },
};
const bundled = await build({
  stdin: { contents: entry, resolveDir: here },
  bundle: true, platform: "node", format: "esm", target: "es2022", minify: true, keepNames: true, charset: "utf8",
  mainFields: ["main"], legalComments: "none", metafile: true, logLevel: "warning",
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  plugins: [builtins], outfile: join(target, "driver.js"),
});

// A migration that imports one of these is run with it. What is not here is stood in for.
const plugins = readdirSync(join(here, "node_modules/dayjs/plugin")).filter((file) => file.endsWith(".js")).map((file) => file.slice(0, -3)).sort();
const computing = {
  lodash: 'module.exports = require("lodash");',
  dayjs: `module.exports = require("dayjs"); module.exports.plugins = { ${plugins.map((name) => `${name}: require("dayjs/plugin/${name}")`).join(", ")} };`,
  "date-fns": 'module.exports = require("date-fns");',
  moment: 'module.exports = require("moment");',
  he: 'module.exports = require("he");',
};
mkdirSync(join(target, "packages"), { recursive: true });
const inputs = { ...bundled.metafile.inputs };
for (const [name, contents] of Object.entries(computing)) {
  const { metafile } = await build({
    stdin: { contents, resolveDir: here },
    bundle: true, platform: "neutral", mainFields: ["module", "main"], conditions: ["import"], format: "cjs", target: "es2022", minify: true, charset: "utf8",
    legalComments: "none", metafile: true, logLevel: "error", outfile: join(target, "packages", `${name}.cjs`),
  });
  Object.assign(inputs, metafile.inputs);
}

const packages = [...new Set(Object.keys(inputs)
  .map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean))].sort();
const notices = packages.map((name) => {
  const { version, license } = manifest(name);
  const folder = join(here, "node_modules", name);
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort()
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  return [`${name} ${version} (${license})`, ...texts].join("\n\n");
});
writeFileSync(join(target, "NOTICES.txt"), `driver.js and the files in packages/ hold these packages, unchanged but for being put together and made small.\n\n${notices.join(`\n\n${"-".repeat(100)}\n\n`)}\n`);

mkdirSync(join(target, "types"), { recursive: true });
// Without the comments: the compiler reads them too, which is a tenth of what its first check costs.
const uncommented = (text) => text.replaceAll(/\/\*\*[^]*?\*\//g, "").replaceAll(/\n(?:[ \t]*\n)+/g, "\n").replaceAll(/^[ \t]+$/gm, "");
for (const name of ["mongodb", "bson"]) {
  const types = readFileSync(join(here, "node_modules", name, `${name}.d.ts`), "utf8");
  writeFileSync(join(target, "types", `${name}.d.ts`), uncommented(types));
}
writeFileSync(join(target, "versions.json"), `${JSON.stringify(Object.fromEntries(packages.map((name) => [name, manifest(name).version])), null, 2)}\n`);
if (!existsSync(join(target, "driver.js"))) process.exit(1);
