/**
 * Writes the reference of everything that `lib/mod.ts` exports to `runs/docs`, a module for each topic.
 *
 *     deno task docs
 *
 * `deno doc` groups by module, and the package has one; so each topic becomes a module that exports
 * again what is defined in the topic's folders of `lib`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { fileURLToPath } from "node:url";
import { dirname, relative } from "node:path";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Where the pages are written, for Git ignored. */
const OUT = "runs/docs";

/** Topics by folders of `lib`, the first that fits; what fits none is called by its folder. */
const TOPICS: readonly (readonly [folders: RegExp, topic: string, about: string])[] = [
  [/^data\//, "data", "Datasets: folders, MVTec AD, CIFAR-10, MNIST; decoding, masks, tiles."],
  [
    /^(methods|detector|registry|daad)\b/,
    "methods",
    "Detectors: making, saving and registering them.",
  ],
  [/^train\//, "training", "Training, scoring of sets, progress, checkpoints."],
  [/^metrics\//, "metrics", "AUROC, average precision, PRO, intervals, tests."],
  [/^report\//, "pictures", "Charts, heat maps, image grids; show and save."],
  [/^experiment\/tune\//, "tuning", "Settings chosen by synthetic defects."],
  [
    /^(experiment|record)\/(table|plan|sweep)\//,
    "tables",
    "Plans, sweeps and tables of finished runs.",
  ],
  [/^(experiment|record)\//, "runs", "A run from folder to record; published numbers."],
  [/^export\//, "export", "Trained models for other programs."],
  [/^(backend|nn)\//, "computing", "Backends, compiled functions, layers, variables."],
  [/^[^/]+$/, "basics", "Errors and random numbers."],
];

/** What `deno doc --json` says of an export. */
interface Exported {
  readonly name: string;
  readonly declarations: readonly {
    readonly kind: string;
    readonly location: { readonly filename: string };
  }[];
}

/** A topic as a module. */
export interface Topic {
  readonly name: string;
  readonly about: string;
  /** Of how many exports. */
  readonly exports: number;
  /** Exports them again. */
  readonly source: string;
}

/**
 * Sorts exports into topics.
 *
 * @param mod Path of the module that exports all of them, in the folder that topics are told by.
 */
export function sortTopics(exported: readonly Exported[], mod: string): Topic[] {
  const lib = dirname(mod);
  const byTopic = Map.groupBy(exported, ({ declarations }) => {
    const path = relative(lib, fileURLToPath(declarations[0]!.location.filename));
    const known = TOPICS.find(([folders]) => folders.test(path));
    return known?.[1] ?? path.split("/")[0]!;
  });
  const order = TOPICS.map(([, name]) => name);
  return [...byTopic].map(([name, own]) => {
    const about = TOPICS.find(([, topic]) => topic === name)?.[2] ?? `Of lib/${name}.`;
    const names = own.map(({ name, declarations }) =>
      declarations.every(({ kind }) => kind === "interface" || kind === "typeAlias")
        ? `type ${name}`
        : name
    );
    const source = `/** ${about} @module ${name} */\n` +
      `export { ${names.join(", ")} } from ${JSON.stringify(mod)};\n`;
    return { name, about, exports: own.length, source };
  }).sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

/** The first page: `deno doc` lists symbols of all modules there, and no module. */
export function indexPage(topics: readonly Topic[]): string {
  const items = topics.map(({ name, about, exports }) =>
    `<li><a href="html/${name}.ts/index.html">${name}</a> (${exports}): ${about}</li>`
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>DAAD: reference</title>` +
    `<style>:root{color-scheme:light dark;font:16px/1.6 system-ui}body{max-width:44rem;` +
    `margin:2rem auto;padding:0 1rem}</style><h1>Reference by topic</h1>` +
    `<ul>${items.join("")}</ul><p><a href="html/all_symbols.html">All symbols</a></p></html>\n`;
}

/** All exports but those of packages, which are documented there. */
async function listExports(mod: string): Promise<Exported[]> {
  const { nodes } = JSON.parse(await doc("--json", mod));
  const symbols: Exported[] = (Object.values(nodes)[0] as { symbols: Exported[] }).symbols;
  return symbols.filter(({ declarations }) =>
    declarations[0]!.location.filename.startsWith(new URL("../lib/", import.meta.url).href)
  );
}

async function removeIfPresent(folder: string): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function doc(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    // Without npm: types of packages refer to files that no page is made of.
    args: ["doc", "--no-npm", "--quiet", ...args],
    cwd: ROOT,
  }).output();
  const [text, said] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (code !== 0 || said!.trim() !== "") throw new Error(`deno doc ${args[0]}: ${said}`);
  return text!;
}

if (import.meta.main) {
  const topics = sortTopics(await listExports("lib/mod.ts"), `${ROOT}lib/mod.ts`);
  const sources = `${ROOT}${OUT}/topics`;
  for (const folder of [sources, `${ROOT}${OUT}/html`]) await removeIfPresent(folder);
  await Deno.mkdir(sources, { recursive: true });
  for (const { name, source } of topics) await Deno.writeTextFile(`${sources}/${name}.ts`, source);
  const paths = topics.map(({ name }) => `${OUT}/topics/${name}.ts`);
  await doc("--html", "--name=DAAD", `--output=${OUT}/html`, ...paths);
  await Deno.writeTextFile(`${ROOT}${OUT}/index.html`, indexPage(topics));
  console.log(`${OUT}/index.html: the reference, ${topics.length} topics`);
}
