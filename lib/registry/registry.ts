/**
 * The methods that can be trained, by id.
 *
 * @module
 */
import { DAAD } from "../daad/detector.ts";
import { DAAD_PLUS } from "../daad/detector_plus.ts";
import type { Method } from "../detector/contract/detector.ts";
import { InputError } from "../errors.ts";
import { ADGAN } from "../methods/adgan/detector.ts";
import { AE } from "../methods/ae/detector.ts";
import { AESC } from "../methods/aesc/detector.ts";
import { ANOGAN } from "../methods/anogan/detector.ts";
import { ARNET } from "../methods/arnet/detector.ts";
import { CAVGA } from "../methods/cavga/detector.ts";
import { FAVAE } from "../methods/favae/detector.ts";
import { GANOMALY } from "../methods/ganomaly/detector.ts";
import { GEOTRANS } from "../methods/geotrans/detector.ts";
import { MAHA } from "../methods/maha/detector.ts";
import { MEMAE } from "../methods/memae/detector.ts";
import { OCGAN } from "../methods/ocgan/detector.ts";
import { SKIP_GANOMALY } from "../methods/skip_ganomaly/detector.ts";
import { SPADE } from "../methods/spade/detector.ts";
import { VAE } from "../methods/vae/detector.ts";

/** All methods, in the order of the tables; the user's own come last. */
const methods: Method[] = [
  DAAD,
  DAAD_PLUS,
  AE,
  VAE,
  MEMAE,
  AESC,
  FAVAE,
  GANOMALY,
  SKIP_GANOMALY,
  ANOGAN,
  ADGAN,
  OCGAN,
  SPADE,
  MAHA,
  CAVGA,
  GEOTRANS,
  ARNET,
];

/** Number of methods that are part of this package. */
const BUILT_IN = methods.length;

/** All methods, in the order of the tables; {@linkcode registerMethod} appends to them. */
export const METHODS: readonly Method[] = methods;

/** A file that registers methods. */
export interface PluginFile {
  /** The path as given. */
  readonly path: string;
  /** Its name without folders, which models and records keep. */
  readonly file: string;
  /** Hash of its bytes, as hexadecimal digits. */
  readonly sha256: string;
}

/** The file that registered each method, by id; methods that no file registered are missing. */
const plugins = new Map<string, PluginFile>();
let loading: PluginFile | undefined;

/**
 * Adds the user's own method: from then on, `createDetector`, `findMethod`, plans and tables know it.
 * A method registered again, as when a notebook cell is rerun, replaces the earlier one.
 *
 * @param method From `defineMethod`.
 * @throws {InputError} If its id is not valid, or is taken by a method of this package or of another
 * file.
 *
 * @example
 * ```ts
 * import { findMethod, registerMethod } from "./registry.ts";
 * import { assertEquals } from "@std/assert";
 *
 * registerMethod({ ...findMethod("ae"), id: "my_ae", title: "My AE" });
 * assertEquals(findMethod("my_ae").title, "My AE");
 * ```
 */
export function registerMethod(method: Method): void {
  const { id } = method;
  if (!/^[a-z][a-z0-9_]*$/.test(id)) {
    throw new InputError(
      `method ${id}: expected an id of small letters, digits and _, beginning with a letter`,
    );
  }
  const place = methods.findIndex((known) => known.id === id);
  const fromFile = loading ?? plugins.get(id);
  if (place >= 0 && (place < BUILT_IN || fromFile)) {
    const owner = place < BUILT_IN ? "of this package" : "registered already";
    throw new InputError(`method ${id}: ${owner}; choose another id`);
  }
  methods.splice(place < 0 ? methods.length : place, 1, method);
  if (loading) plugins.set(id, loading);
}

/** The registered methods, in the order of registration. */
export function registeredMethods(): readonly Method[] {
  return methods.slice(BUILT_IN);
}

/** The file that registered a method; `undefined` where none did. */
export function pluginOf(id: string): PluginFile | undefined {
  return plugins.get(id);
}

/**
 * Runs `body`, attributes the methods it registers to `file`, and returns how many it added; if it
 * throws, none stay. Must not be called again before it has ended.
 */
export async function registeredFrom(file: PluginFile, body: () => Promise<void>): Promise<number> {
  const before = new Set(plugins.keys());
  loading = file;
  try {
    await body();
  } catch (error) {
    for (const id of plugins.keys()) if (!before.has(id)) forget(id);
    throw error;
  } finally {
    loading = undefined;
  }
  return plugins.size - before.size;
}

function forget(id: string): void {
  plugins.delete(id);
  methods.splice(methods.findIndex((method) => method.id === id), 1);
}

/**
 * Finds a method by its id; `daad+` is accepted for `daad_plus`.
 *
 * @throws {InputError} Listing the known ids.
 *
 * @example
 * ```ts
 * import { findMethod } from "./registry.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([findMethod("daad+").id, findMethod("memae").title], ["daad_plus", "MemAE"]);
 * ```
 */
export function findMethod(id: string): Method {
  const method = METHODS.find((method) => method.id === id.replace(/\+$/, "_plus"));
  if (!method) {
    throw new InputError(
      `method ${id}: unknown; expected one of ${METHODS.map((m) => m.id).join(", ")}`,
    );
  }
  return method;
}

/**
 * Whether a method's configuration has a field: methods that train nothing, for example, have no
 * epochs.
 */
export function hasField(method: string, field: string): boolean {
  return Object.hasOwn(findMethod(method).fields, field);
}
