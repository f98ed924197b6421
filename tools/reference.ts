/**
 * Writes the reference of everything that the package exports to `runs/docs`, by module.
 *
 *     deno task docs
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { fileURLToPath } from "node:url";
import config from "../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Folder that the pages are written to; git ignores it. */
const OUT = "runs/docs";

/** A module of the package. */
export interface ReferenceModule {
  /** Name by which it is imported. */
  readonly name: string;
  /** Path of its page below `html`. */
  readonly page: string;
  /** First paragraph of its documentation. */
  readonly about: string;
}

/**
 * Lists the modules in the order of the package's exports.
 *
 * @param exported Names and paths, as `exports` of `deno.json`.
 * @param read Returns the source of a path.
 */
export async function listModules(
  exported: Readonly<Record<string, string>>,
  read: (path: string) => Promise<string>,
): Promise<ReferenceModule[]> {
  return await Promise.all(
    Object.entries(exported).map(async ([name, path]) => {
      const [, about] = /^\/\*\*\n((?: \* \S.*\n)+)/.exec(await read(path)) ?? [];
      if (about === undefined) throw new Error(`${path}: begins with no documentation`);
      return {
        name: `${config.name}${name.slice(1)}`,
        page: name === "." ? "index.html" : `${name.slice(2)}/index.html`,
        about: about.replaceAll(/^ \* /gm, "").trim().replaceAll("\n", " ").replaceAll("`", ""),
      };
    }),
  );
}

/**
 * The first page, which lists the modules; the one of `deno doc` lists the symbols of one module
 * instead.
 */
export function indexPage(modules: readonly ReferenceModule[]): string {
  const items = modules.map(({ name, page, about }) =>
    `<li><a href="html/${page}">${name}</a>: ${about}</li>`
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>DAAD: reference</title>` +
    `<style>:root{color-scheme:light dark;font:16px/1.6 system-ui}body{max-width:44rem;` +
    `margin:2rem auto;padding:0 1rem}</style><h1>Reference</h1>` +
    `<ul>${items.join("")}</ul><p><a href="html/all_symbols.html">All symbols</a></p></html>\n`;
}

if (import.meta.main) {
  const modules = await listModules(config.exports, (path) => Deno.readTextFile(ROOT + path));
  await Deno.mkdir(`${ROOT}${OUT}`, { recursive: true });
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      // Without npm, as types of packages refer to files that get no page.
      ...["doc", "--no-npm", "--quiet", "--html", "--name=DAAD", `--output=${OUT}/html`],
      ...Object.values(config.exports),
    ],
    cwd: ROOT,
  }).output();
  const said = new TextDecoder().decode(stderr);
  if (code !== 0 || said.trim() !== "") throw new Error(`deno doc: ${said}`);
  await Deno.writeTextFile(`${ROOT}${OUT}/index.html`, indexPage(modules));
  console.log(`${OUT}/index.html: the reference of ${modules.length} modules`);
}
