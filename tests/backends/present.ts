/**
 * The backends that a test runs on.
 *
 * `deno task test` tests the one in use here; `deno task test:backends` sets
 * `DAAD_TEST_BACKENDS=others` and tests all others that are present, software GPUs included.
 */
import {
  type BackendId,
  type BackendInfo,
  BACKENDS,
  tryBackend,
  useBackend,
} from "../../lib/backend/backend.ts";
import { skipBecause } from "../skip.ts";

const OTHERS = Deno.env.get("DAAD_TEST_BACKENDS") === "others";

/** All backends that can be used here, fastest first; the others are printed with the reason. */
export async function presentBackends(what: string): Promise<BackendId[]> {
  const present: BackendId[] = [];
  // In this order: TensorFlow has to be loaded before WebGPU.
  for (const id of BACKENDS) {
    const { reason } = await tryBackend(id);
    if (!skipBecause(`${id}: ${what}`, reason)) present.push(id);
  }
  return present;
}

/** The backends to test in this run. */
export async function testedBackends(what: string): Promise<BackendId[]> {
  const { id } = await useBackend();
  if (!OTHERS) return [id];
  return (await presentBackends(what)).filter((other) => other !== id);
}

/** Runs `body` with the backend as the current one; the test's name begins with its id. */
export function testOn(id: BackendId, name: string, body: () => unknown): void {
  Deno.test(`${id}: ${name}`, async () => {
    await useBackend({ force: id });
    await body();
  });
}

/**
 * For tests that read tensors synchronously: selects the chosen backend, or WebAssembly if the chosen
 * one is a GPU.
 */
export async function useSynchronousBackend(): Promise<BackendInfo> {
  const chosen = await useBackend();
  return chosen.id === "webgpu" ? await useBackend({ force: "wasm" }) : chosen;
}
