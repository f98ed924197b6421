/**
 * Decides which of its two families of CPU kernels TensorFlow uses.
 *
 * @module
 */

import { OWN_FLAGS } from "../settings/arithmetic_flags.ts";

/** The variable that TensorFlow reads once, before its first op. */
const VARIABLE = "TF_ENABLE_ONEDNN_OPTS";

/**
 * Makes TensorFlow compute with oneDNN on every x86 processor, unless the user decided otherwise.
 *
 * By default it does so only on processors that have AVX-512 with VNNI or more; elsewhere its own
 * kernels take half as long again, and their last bits depend on an image's place in the batch.
 */
export function preferOneDnn(): void {
  if (!Deno.env.get(VARIABLE)) Deno.env.set(VARIABLE, OWN_FLAGS[VARIABLE]!);
}

/**
 * Whether TensorFlow takes a value for yes; with any other it does without oneDNN, or lets the
 * processor decide.
 */
export function saysYes(value: string | undefined): boolean {
  return /^(1|true)$/i.test(value ?? "");
}

/** Whether TensorFlow computes with oneDNN; only builds for Linux and Windows on x86 include it. */
export function oneDnnComputes(): boolean {
  const { arch, os } = Deno.build;
  return arch === "x86_64" && os !== "darwin" && saysYes(Deno.env.get(VARIABLE));
}
