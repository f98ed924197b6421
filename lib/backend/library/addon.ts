/**
 * Finds tfjs-node-gpu's own compiled addon, for those who installed it properly.
 *
 * @module
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * The addon's path, or `undefined` if the package was installed without it (the usual case: its
 * install script downloads or compiles it, and Deno runs no install scripts).
 */
export function locateAddon(
  packageUrl = import.meta.resolve("@tensorflow/tfjs-node-gpu/package.json"),
): string | undefined {
  const lib = fileURLToPath(new URL("lib/", packageUrl));
  try {
    for (const entry of Deno.readDirSync(lib)) {
      const path = `${lib}${entry.name}/tfjs_binding.node`;
      if (entry.name.startsWith("napi-v") && exists(path)) return path;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return undefined;
}

/** Loads the addon, a `TFJSBinding`. */
export function loadAddon(path: string): unknown {
  return createRequire(import.meta.url)(path);
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
