/** The backends that tests run on: all that are present, the others are listed with their reason. */
import {
  type BackendId,
  type BackendInfo,
  BACKENDS,
  tryBackend,
  useBackend,
} from "../lib/backend/backend.ts";
import { skipBecause } from "./skip.ts";

/**
 * The backends that can be used here, fastest first, software GPUs included. TensorFlow is loaded
 * before WebGPU, as it must be.
 */
export async function presentBackends(what: string): Promise<BackendId[]> {
  const present: BackendId[] = [];
  for (const id of BACKENDS) {
    const { reason } = await tryBackend(id);
    if (!skipBecause(`${id}: ${what}`, reason)) present.push(id);
  }
  return present;
}

/** Runs `body` with the backend as the current one; the test's name begins with its id. */
export function testOn(id: BackendId, name: string, body: () => unknown): void {
  Deno.test(`${id}: ${name}`, async () => {
    await useBackend({ force: id });
    await body();
  });
}

/**
 * For tests that read tensors synchronously: the chosen backend, or WebAssembly where the chosen one
 * is a GPU.
 */
export async function useSynchronousBackend(): Promise<BackendInfo> {
  const chosen = await useBackend();
  return chosen.id === "webgpu" ? await useBackend({ force: "wasm" }) : chosen;
}
