/**
 * The user's own methods, loaded from a file.
 *
 * @module
 */
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { InputError } from "../errors.ts";
import {
  findMethod,
  type PluginFile,
  pluginOf,
  registeredFrom,
  registeredMethods,
} from "./registry.ts";

/** Files that were loaded, or failed, by their URL: a module runs only once per process. */
const loaded = new Map<string, PluginFile & { readonly failed?: true }>();

/** Files are loaded one after the other: which of them registers a method would not be known. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Imports a file that calls `registerMethod`, and remembers which methods it registered: models and
 * records name the file and its hash.
 *
 * The file runs with the rights of the process and imports `@daad/reproduction`. The hash covers the
 * file itself but not what it imports.
 *
 * @param path A TypeScript or JavaScript module.
 * @param load Imports a URL, always `(url) => import(url)`: a package may not import a module that
 * only its user knows.
 * @returns Name and hash of the file.
 * @throws {InputError} If the file is missing, fails, or registers no method.
 *
 * @example
 * ```ts
 * import { loadPlugin } from "./plugin.ts";
 * import { pluginOf } from "./registry.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { file } = await loadPlugin("examples/plugin/mean_image.ts", (url) => import(url));
 * assertEquals([file, pluginOf("mean_image")?.file], ["mean_image.ts", "mean_image.ts"]);
 * ```
 */
export function loadPlugin(
  path: string,
  load: (url: string) => Promise<unknown>,
): Promise<PluginFile> {
  const next = last.then(() => loadNext(path, load));
  last = next.catch(() => {});
  return next;
}

async function loadNext(
  path: string,
  load: (url: string) => Promise<unknown>,
): Promise<PluginFile> {
  const bytes = await Deno.readFile(path).catch((error) => {
    const missing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.IsADirectory;
    throw missing ? new InputError(`plug-in ${path}: no such file`) : error;
  });
  const url = pathToFileURL(resolve(path)).href;
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const plugin = { path, file: basename(path), sha256: new Uint8Array(digest).toHex() };
  const before = loaded.get(url);
  if (before) {
    if (before.failed) {
      throw new InputError(`plug-in ${path}: it failed when it was loaded first: start anew`);
    }
    if (before.sha256 === plugin.sha256) return before;
    throw new InputError(`plug-in ${path}: it has changed since it was loaded: start anew`);
  }
  const own = await registeredFrom(plugin, async () => {
    try {
      await load(url);
    } catch (error) {
      loaded.set(url, { ...plugin, failed: true });
      if (error instanceof InputError) throw new InputError(`plug-in ${path}: ${error.message}`);
      const reason = error instanceof Error ? error.message : String(error);
      throw new InputError(`plug-in ${path}: ${reason.split("\n")[0]}`, { cause: error });
    }
  });
  if (own === 0) {
    throw new InputError(`plug-in ${path}: it registers no method; expected registerMethod(…)`);
  }
  loaded.set(url, plugin);
  return plugin;
}

/** Facts of some data set, to ask for the defaults of fields. */
const ANY_FACTS = { imageSize: 64, channels: 3, trainingImages: 100 } as const;

/** A method's file as models and records name it: its name and its hash. */
export type NamedPlugin = Pick<PluginFile, "file" | "sha256">;

/** Schema of {@linkcode NamedPlugin} in a file. */
export const namedPluginSchema: z.ZodType<NamedPlugin> = z.strictObject({
  file: z.string(),
  sha256: z.string(),
});

/** Returns `{ plugin }` for a method that a file registered, and an empty object for others. */
export function namedPlugin(method: string): { readonly plugin?: NamedPlugin } {
  const plugin = pluginOf(method);
  return plugin ? { plugin: { file: plugin.file, sha256: plugin.sha256 } } : {};
}

/**
 * Tells two versions of the user's own method apart: by its plug-in, or, for one that was registered
 * without a file, as in a notebook, by a hash of its fields, their defaults and the text of its `build`.
 * What that calls is not in it.
 *
 * @returns An empty object for methods of this project.
 */
export async function methodIdentity(method: string): Promise<Readonly<Record<string, unknown>>> {
  const named = namedPlugin(method);
  if (named.plugin || !registeredMethods().some(({ id }) => id === method)) return named;
  const { fields, source, resolve } = findMethod(method);
  const defaults = resolve({}, ANY_FACTS, method);
  const text = JSON.stringify([fields, defaults, source]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return { source: new Uint8Array(digest).toHex() };
}

/**
 * Requires that a saved model's method comes from the file that it was saved with.
 *
 * @throws {InputError} If another file, or none, registered it.
 */
export function requirePlugin(method: string, saved: NamedPlugin | undefined): void {
  const found = pluginOf(method);
  if (saved?.sha256 === found?.sha256) return;
  const short = ({ file, sha256 }: NamedPlugin) => `${file} (SHA-256 ${sha256.slice(0, 12)}…)`;
  if (!saved) {
    throw new InputError(`method ${method}: saved without a plug-in, found ${short(found!)}`);
  }
  throw new InputError(
    `method ${method}: of the plug-in ${short(saved)}, found ` +
      (found
        ? `${short(found)}; use the file as it was, or train again`
        : `none; name the file with --plugin`),
  );
}
