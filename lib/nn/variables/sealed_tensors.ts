/**
 * Safetensors files that state their own SHA-256, so that any damage is noticed.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { encodeSafetensors, type NamedTensors, readMetadata } from "./safetensors.ts";

const DIGEST = "sha256";
/** Takes the place of the digest while it is computed. */
const NO_DIGEST = "0".repeat(64);

/**
 * Serialises tensors and texts; the digest of the file is the first entry of its header.
 *
 * @example
 * ```ts
 * import { readSeal, sealTensors } from "./sealed_tensors.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const tensors = { bias: { shape: [1], values: new Float32Array([0.5]) } };
 * const bytes = sealTensors(tensors, { note: "kept" });
 * assertEquals(readSeal(bytes, "example"), { note: "kept" });
 * bytes[bytes.length - 1]! ^= 1;
 * assertEquals(readSeal(bytes, "example"), undefined);
 * ```
 */
export function sealTensors(
  tensors: NamedTensors,
  texts: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const bytes = encodeSafetensors(tensors, { [DIGEST]: NO_DIGEST, ...texts });
  const at = findDigest(bytes, NO_DIGEST);
  bytes.set(new TextEncoder().encode(sha256(bytes)), at);
  return bytes;
}

/**
 * The texts of a sealed file.
 *
 * @param source Its name, for error messages.
 * @returns `undefined` if the file does not have the SHA-256 that it states, or states none.
 * @throws {InputError} If the header is malformed.
 */
export function readSeal(
  bytes: Uint8Array,
  source: string,
): Readonly<Record<string, string>> | undefined {
  const { [DIGEST]: digest, ...texts } = readMetadata(bytes, source);
  return digest !== undefined && digest === digestOf(bytes, digest) ? texts : undefined;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The digest of a file as it was before its digest was written into it. */
function digestOf(bytes: Uint8Array, stated: string): string | undefined {
  const at = findDigest(bytes, stated);
  if (at < 0) return undefined;
  const blank = bytes.slice();
  blank.set(new TextEncoder().encode(NO_DIGEST), at);
  return sha256(blank);
}

/** Where the digest's text is in the file: the metadata are the first entry of the header. */
function findDigest(bytes: Uint8Array, digest: string): number {
  const start = `{"__metadata__":{"${DIGEST}":"`;
  const head = new TextDecoder().decode(bytes.subarray(8, 8 + start.length + digest.length));
  return head === start + digest && digest.length === NO_DIGEST.length ? 8 + start.length : -1;
}
