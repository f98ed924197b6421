/**
 * Environment variables that configure the backend.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { ARITHMETIC_FLAGS } from "./arithmetic_flags.ts";
import { type BackendId, BACKENDS } from "./candidate.ts";

/** The backend that `DAAD_BACKEND` names. */
export function forcedBackend(): BackendId | undefined {
  const value = Deno.env.get("DAAD_BACKEND");
  if (!value) return undefined;
  if ((BACKENDS as readonly string[]).includes(value)) return value as BackendId;
  throw new InputError(`DAAD_BACKEND: expected one of ${BACKENDS.join(", ")}; found ${value}`);
}

/** The number of threads that `DAAD_THREADS` allows one op; 0 if it is not set. */
export function threadCount(): number {
  const value = Deno.env.get("DAAD_THREADS");
  if (!value) return 0;
  const threads = Number(value);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 127) return threads;
  throw new InputError(`DAAD_THREADS: expected a whole number from 1 to 127, found ${value}`);
}

/** Megabytes of a GPU's memory that `DAAD_GPU_MEMORY` allows; `undefined` = as much as is needed. */
export function gpuMemory(): number | undefined {
  const value = Deno.env.get("DAAD_GPU_MEMORY");
  if (!value) return undefined;
  const megabytes = Number(value);
  if (Number.isInteger(megabytes) && megabytes >= 1) return megabytes;
  throw new InputError(`DAAD_GPU_MEMORY: expected a whole number of megabytes, found ${value}`);
}

/** The settings that are set and change the last bits of results. */
export function arithmeticFlags(): Record<string, string> {
  const set = ARITHMETIC_FLAGS.map((name) => [name, Deno.env.get(name)] as const);
  return Object.fromEntries(set.filter((entry): entry is [string, string] => !!entry[1]));
}
