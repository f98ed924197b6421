/**
 * The files of the page that are the same for every model.
 *
 * @module
 */
import { transformSync } from "amaro";

/** A file in the folder of a page. */
export interface Asset {
  /** Relative to the folder. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** As they are in `page/`. */
const STATIC = ["index.html", "style.css", "icon.svg"];

/** The entry module; its imports follow. */
const ENTRY = "main.ts";

/**
 * tfjs's own bundles. Those that ask for memory between threads are left out: they need headers that
 * plain file servers do not send.
 */
const SCRIPTS = [
  "@tensorflow/tfjs/dist/tf.es2017.min.js",
  "@tensorflow/tfjs-backend-webgpu/dist/tf-backend-webgpu.es2017.min.js",
  "@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.es2017.min.js",
  "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm",
  "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
];

/** Static imports and exports from neighbouring files; the page has no others. */
const RELATIVE = /(from\s+"|^import\s+")(\.{1,2}\/[^"]+)\.ts"/gm;

/** All files; the page's TypeScript as JavaScript modules. */
export async function pageAssets(): Promise<Asset[]> {
  const own = STATIC.map(async (path) => ({ path, bytes: await read(pageUrl(path)) }));
  const scripts = SCRIPTS.map(async (specifier) => ({
    path: `vendor/${specifier.slice(specifier.lastIndexOf("/") + 1)}`,
    bytes: await read(new URL(import.meta.resolve(specifier))),
  }));
  return [...await Promise.all([...own, ...scripts]), ...await modules()];
}

/** The modules that the entry reaches. */
async function modules(): Promise<Asset[]> {
  const found = new Map<string, Uint8Array<ArrayBuffer>>();
  const waiting = [ENTRY];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    const source = new TextDecoder().decode(await read(pageUrl(path)));
    // Without types, whose imports would lead out of the page.
    const { code } = transformSync(source, { mode: "strip-only" });
    for (const [, , specifier] of code.matchAll(RELATIVE)) {
      waiting.push(new URL(`${specifier}.ts`, `page:/${path}`).pathname.slice(1));
    }
    const script = code.replace(RELATIVE, '$1$2.js"').replace(/[ \t]+$/gm, "");
    found.set(path, new TextEncoder().encode(script));
  }
  return [...found].map(([path, bytes]) => ({ path: path.replace(/\.ts$/, ".js"), bytes }));
}

function pageUrl(path: string): URL {
  return new URL(`./page/${path}`, import.meta.url);
}

async function read(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}
