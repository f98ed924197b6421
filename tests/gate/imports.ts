/**
 * Checks on the imports of a library: cycles, imports that do not point down, unreachable files.
 *
 * @module
 */
import { type Layer, LAYERS } from "./layers.ts";

interface ModuleGraph {
  modules: {
    specifier: string;
    dependencies?: { code?: { specifier: string }; type?: { specifier: string } }[];
  }[];
}

/** A folder whose files are in an order. */
export interface Ordered {
  readonly name: string;
  /** Lowest first. */
  readonly layers: readonly Layer[];
  /** Whether its files may import others of the project. */
  readonly opens?: true;
}

const LIB: Ordered = { name: "lib", layers: LAYERS };

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
export function findProblems(
  imports: Imports,
  files: readonly string[],
  ordered: Ordered = LIB,
): string[] {
  return [
    ...[...imports].flatMap(([file, targets]) =>
      targets.map((target) => refusal(file, target, ordered)).filter((found) => found !== undefined)
    ),
    ...findCycles(imports, ordered.name),
    ...files.filter((file) => !imports.has(file))
      .map((file) => `no entry point reaches ${ordered.name}/${file}`),
  ];
}

/** Why a file may not import `target`; `undefined` if it may. */
function refusal(file: string, target: string, ordered: Ordered): string | undefined {
  const { name, layers, opens } = ordered;
  const own = placeOf(file, ordered);
  if (layers[own.layer]!.noTensors && /^npm:@tensorflow\/tfjs@/.test(target)) {
    return `${name}/${file} imports tfjs; tensors are none of this folder's business`;
  }
  if (!opens && /^file:.*\.ts$/.test(target)) {
    return `${name}/${file} imports from outside of ${name}: ${target}`;
  }
  if (/^\w+:/.test(target)) return undefined;
  const other = placeOf(target, ordered);
  if (own.folder === other.folder || other.height < own.height) return undefined;
  const kind = own.height === other.height ? "import of a sibling" : "upward import";
  return `${kind}: ${name}/${file} → ${name}/${target}`;
}

/** The folder of a file and its place in the order. */
function placeOf(
  file: string,
  { name: library, layers }: Ordered,
): { folder: string; layer: number; height: number } {
  const [first, second, third] = file.split("/");
  const [folder, name] = layers.some(({ folder }) => folder === file)
    ? [file, file]
    : second === undefined
    ? ["*.ts", "*.ts"]
    : first === "methods"
    ? [`methods/${second}`, "methods/ID"]
    : [first!, first!];
  const layer = layers.findIndex((layer) => layer.folder === name);
  if (layer < 0) throw new Error(`${library}/${name} is not in tests/gate/layers.ts`);
  const height = layers.slice(0, layer + 1).filter(({ besideThat }) => !besideThat).length;
  const { parts } = layers[layer]!;
  if (!parts) return { folder, layer, height };
  const names = Object.keys(parts);
  const part = third === undefined ? names.length : names.indexOf(second!);
  if (part < 0) throw new Error(`${library}/${first}/${second} is not in tests/gate/layers.ts`);
  return {
    folder: `${folder}/${names[part] ?? ""}`,
    layer,
    height: height + part / (names.length + 1),
  };
}

/** Every cycle that a depth-first search closes. */
function findCycles(imports: Imports, name: string): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) {
      cycles.push(
        `import cycle: ${[...path.slice(at), file].map((f) => `${name}/${f}`).join(" → ")}`,
      );
      return;
    }
    if (done.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return cycles;
}
