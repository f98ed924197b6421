/**
 * Checks the imports of `lib` and `tools`: the order of `layers.ts`, no cycles, no file that nothing
 * imports, no folder that is not listed.
 *
 * Run by `deno task check`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import config from "../../deno.json" with { type: "json" };
import { findProblems, readImports } from "./imports.ts";
import { LAYERS, TOOL_LAYERS } from "./layers.ts";

/** Entry points: every file in `lib` must be reachable from one of these. */
const ENTRIES = [
  ...Object.values(config.exports).map((path) => path.slice("./lib/".length)),
  "cli/main.ts",
  "cli/launch.ts",
  "cli/setup.ts",
  "cli/lab.ts",
  "export/web/page/main.ts",
];

/** Commands: every file in `tools` must be reachable from one of these. */
const COMMANDS = [
  "reference.ts",
  "study.ts",
  "table.ts",
  "tuning.ts",
  "untrained.ts",
  "variants.ts",
];

const lib = new URL("../../lib/", import.meta.url);
const tools = new URL("../../tools/", import.meta.url);
const imports = await readImports(lib.href, ENTRIES);
const toolImports = await readImports(tools.href, COMMANDS);
const problems = [
  ...findProblems(imports, listFiles(lib)),
  ...findUndescribed(),
  ...findProblems(toolImports, listFiles(tools), {
    ...{ name: "tools", layers: TOOL_LAYERS, opens: true },
  }),
];
for (const problem of problems) console.error(problem);
console.log(
  `imports of ${imports.size + toolImports.size} files: ${problems.length || "no"} problems`,
);
if (problems.length > 0) Deno.exit(1);

/** All TypeScript files of `root` under `folder`, relative to `root`. */
function listFiles(root: URL, folder = ""): string[] {
  return Deno.readDirSync(new URL(folder || ".", root)).toArray().flatMap((entry) => {
    const path = folder + entry.name;
    if (entry.isDirectory) return listFiles(root, `${path}/`);
    return path.endsWith(".ts") ? [path] : [];
  });
}

/** Folders that are missing in `layers.ts`, and entries that have no folder. */
function findUndescribed(): string[] {
  const folders = Deno.readDirSync(tools).toArray()
    .filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  const listed = TOOL_LAYERS.map(({ folder }) => folder).filter((name) => name !== "*.ts");
  const differing = new Set(folders).symmetricDifference(new Set(listed));
  return [...differing].map((name) => `tools/${name}: in one only of tools and layers.ts`).concat(
    findUndescribedParts(),
  );
}

/** The same of the folders' own folders. */
function findUndescribedParts(): string[] {
  return LAYERS.filter(({ folder }) => /^\w+$/.test(folder)).flatMap(({ folder, parts = {} }) => {
    const found = Deno.readDirSync(new URL(folder, lib)).toArray()
      .filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
    const differing = new Set(found).symmetricDifference(new Set(Object.keys(parts)));
    return [...differing].map((name) => `lib/${folder}/${name}: in one only of lib and layers.ts`);
  });
}
