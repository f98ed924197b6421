/**
 * Checks on the imports of a library: cycles, imports that do not point down, unreachable files.
 *
 * @module
 */
import { LAYERS } from "./layers.ts";

interface ModuleGraph {
  modules: {
    specifier: string;
    dependencies?: { code?: { specifier: string }; type?: { specifier: string } }[];
  }[];
}

/** From each file to its imports: library files relative to the library, others as full addresses. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the imports of all files that the entries reach, including type-only imports.
 *
 * @param root Address of the library's folder, with a trailing slash.
 */
export async function readImports(root: string, entries: readonly string[]): Promise<Imports> {
  const relative = (specifier: string) =>
    specifier.startsWith(root) ? specifier.slice(root.length) : specifier;
  const imports = new Map<string, string[]>();
  for (const entry of entries) {
    const { stdout, success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", entry],
      cwd: new URL(root),
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const graph: ModuleGraph = JSON.parse(new TextDecoder().decode(stdout));
    for (const { specifier, dependencies = [] } of graph.modules) {
      if (!specifier.startsWith(root)) continue;
      const targets = dependencies.flatMap(({ code, type }) => (code ?? type)?.specifier ?? []);
      imports.set(relative(specifier), targets.map(relative));
    }
  }
  return imports;
}

/** All problems: wrong order, cycles, and those of `files` that no entry reaches. */
export function findProblems(imports: Imports, files: readonly string[]): string[] {
  return [
    ...[...imports].flatMap(([file, targets]) =>
      targets.map((target) => refusal(file, target)).filter((found) => found !== undefined)
    ),
    ...findCycles(imports),
    ...files.filter((file) => !imports.has(file))
      .map((file) => `no entry point reaches lib/${file}`),
  ];
}

/** Why a file may not import `target`; `undefined` if it may. */
function refusal(file: string, target: string): string | undefined {
  const own = placeOf(file);
  if (LAYERS[own.layer]!.noTensors && /^npm:@tensorflow\/tfjs@/.test(target)) {
    return `lib/${file} imports tfjs; tensors are none of this folder's business`;
  }
  if (/^file:.*\.ts$/.test(target)) return `lib/${file} imports from outside of lib: ${target}`;
  if (/^\w+:/.test(target)) return undefined;
  const other = placeOf(target);
  if (own.folder === other.folder || other.height < own.height) return undefined;
  const kind = own.height === other.height ? "import of a sibling" : "upward import";
  return `${kind}: lib/${file} → lib/${target}`;
}

/** The folder of a file and its place in the order. */
function placeOf(file: string): { folder: string; layer: number; height: number } {
  const [first, second] = file.split("/");
  const [folder, name] = file === "mod.ts"
    ? ["mod.ts", "mod.ts"]
    : second === undefined
    ? ["*.ts", "*.ts"]
    : first === "methods"
    ? [`methods/${second}`, "methods/ID"]
    : [first!, first!];
  const layer = LAYERS.findIndex((layer) => layer.folder === name);
  if (layer < 0) throw new Error(`lib/${name} is not in tests/gate/layers.ts`);
  const height = LAYERS.slice(0, layer + 1).filter(({ besideThat }) => !besideThat).length;
  return { folder, layer, height };
}

/** Every cycle that a depth-first search closes. */
function findCycles(imports: Imports): string[] {
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
