/**
 * Checks the imports of `lib`: no cycles, arrows point down only, no file that nothing imports.
 *
 * Run by `deno task check`.
 *
 * @module
 */
// deno-lint-ignore-file no-console

/** Folders of `lib`, lowest first; a file may import from its own layer and from those below. */
const LAYERS: readonly (readonly string[])[] = [
  ["root"],
  ["backend"],
  ["nn", "data", "metrics"],
  ["train"],
  ["detector", "methods", "daad", "registry"],
  ["experiment", "report", "record"],
  ["export"],
  ["cli"],
];

/** Everything in `lib` serves one of these. */
const ENTRIES = [
  "mod.ts",
  "cli/main.ts",
  "cli/launch.ts",
  "cli/setup.ts",
  "cli/lab.ts",
  "export/web/page/main.ts",
];

interface ModuleGraph {
  modules: {
    specifier: string;
    dependencies?: { code?: { specifier: string }; type?: { specifier: string } }[];
  }[];
}

const root = new URL("../../lib/", import.meta.url).href;
const imports = await readImports();
const problems = [
  ...findUpwardImports(imports),
  ...findCycles(imports),
  ...findUnreached(imports),
];
for (const problem of problems) console.error(problem);
console.log(`imports of ${imports.size} files: ${problems.length || "no"} problems`);
if (problems.length > 0) Deno.exit(1);

/** File → files that it imports, both relative to `lib`. */
async function readImports(): Promise<Map<string, string[]>> {
  const own = (specifier?: string) =>
    specifier?.startsWith(root) ? [specifier.slice(root.length)] : [];
  const imports = new Map<string, string[]>();
  for (const entry of ENTRIES) {
    const { stdout, success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", entry],
      cwd: new URL(root),
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const graph: ModuleGraph = JSON.parse(new TextDecoder().decode(stdout));
    for (const { specifier, dependencies = [] } of graph.modules) {
      const targets = dependencies.flatMap(({ code, type }) => own((code ?? type)?.specifier));
      for (const file of own(specifier)) imports.set(file, targets);
    }
  }
  return imports;
}

function findUnreached(imports: Map<string, string[]>): string[] {
  return listFiles("").filter((file) => !imports.has(file))
    .map((file) => `no entry point reaches lib/${file}`);
}

/** All TypeScript files of `lib` under `folder`, relative to `lib`. */
function listFiles(folder: string): string[] {
  return Deno.readDirSync(new URL(folder || ".", root)).toArray().flatMap((entry) => {
    const path = folder + entry.name;
    if (entry.isDirectory) return listFiles(`${path}/`);
    return path.endsWith(".ts") ? [path] : [];
  });
}

function layerOf(file: string): number {
  const folder = file.includes("/") ? file.slice(0, file.indexOf("/")) : "root";
  const layer = LAYERS.findIndex((folders) => folders.includes(folder));
  if (layer < 0) throw new Error(`lib/${folder} is in no layer of tests/gate/check_imports.ts`);
  // `mod.ts` only re-exports what notebooks import.
  return file === "mod.ts" ? LAYERS.length : layer;
}

function findUpwardImports(imports: Map<string, string[]>): string[] {
  return [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => layerOf(target) > layerOf(file))
      .map((target) => `upward import: lib/${file} → lib/${target}`)
  );
}

/** Every cycle that a depth-first search closes, type-only imports included. */
function findCycles(imports: Map<string, string[]>): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) {
      cycles.push(`import cycle: ${[...path.slice(at), file].map((f) => `lib/${f}`).join(" → ")}`);
      return;
    }
    if (done.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return cycles;
}
