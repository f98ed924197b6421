/**
 * Which of its two families of CPU kernels TensorFlow computes with.
 *
 * @module
 */

/** What TensorFlow reads, once, before its first op. */
const VARIABLE = "TF_ENABLE_ONEDNN_OPTS";

/**
 * Has TensorFlow compute with oneDNN on every x86 processor, unless the user decided otherwise.
 *
 * Left alone, it does so only where a processor has AVX-512 with VNNI or more; elsewhere its own
 * kernels take half as long again, and their last bits depend on an image's place in the batch.
 */
export function preferOneDnn(): void {
  if (!Deno.env.get(VARIABLE)) Deno.env.set(VARIABLE, "1");
}

/** Whether oneDNN computes; there are builds with it for Linux and Windows on x86 only. */
export function oneDnnComputes(): boolean {
  const { arch, os } = Deno.build;
  return arch === "x86_64" && os !== "darwin" && Deno.env.get(VARIABLE) !== "0";
}
