/**
 * Fetches one file: resumes a broken download, and checks the file before giving it its name.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { InputError, StoppedError } from "../../errors.ts";
import { removeIfPresent } from "../../files.ts";
import type { SourceFile } from "./sources.ts";

/** Receives how many of all bytes have arrived; the total is `undefined` if the server does not say. */
export type ByteProgress = (done: number, total: number | undefined) => void;

/** How a file is fetched. */
export interface FetchOptions {
  /** Milliseconds of silence after which the connection is given up. Default 30 s. */
  readonly stallMs?: number;
  /** Called for every piece. */
  readonly onProgress?: ByteProgress;
  /** Stops the download; what has arrived is kept and resumed from. */
  readonly signal?: AbortSignal;
}

/** How many attempts in a row may bring nothing new. */
const ATTEMPTS = 3;

/**
 * Where what has arrived is kept. Without a hash nothing would notice a file whose parts are from
 * different servers, so each server has a part of its own.
 */
export function partOf(
  url: string,
  target: string,
  { md5, sha256 }: Pick<SourceFile, "md5" | "sha256">,
): string {
  if (md5 !== undefined || sha256 !== undefined) return `${target}.part`;
  return `${target}.${createHash("sha256").update(url).digest("hex").slice(0, 8)}.part`;
}

/**
 * Fetches a file to `target`. What arrives goes to {@linkcode partOf}; an existing part is continued
 * if the server can. The file gets its name only once its hash is right, if one is known.
 *
 * @throws {InputError} Saying what the server did, if this URL does not provide the file.
 * @throws {StoppedError} If `options.signal` is aborted.
 */
export async function fetchFile(
  url: string,
  target: string,
  { bytes, md5, sha256, stallMs = 30_000, onProgress, signal }:
    & FetchOptions
    & Omit<SourceFile, "name">,
): Promise<void> {
  const part = partOf(url, target, { md5, sha256 });
  const limit = 2 * bytes + 1000; // `bytes` is about the size
  let resumed = await sizeOf(part) > 0;
  let restarted = false;
  for (let failures = 0;;) {
    const before = await sizeOf(part);
    const outcome = await fetchRest(url, part, { stallMs, onProgress, signal, limit });
    if (outcome === "complete") {
      const wrong = await wrongHash(part, { md5, sha256 });
      if (!wrong) return await Deno.rename(part, target);
      await removeIfPresent(part);
      if (!resumed || restarted) throw new InputError(`${url}: ${wrong}: another or damaged file`);
      restarted = true; // the older part may have been the damaged one: once more, from the start
      continue;
    }
    failures = await sizeOf(part) > before ? 0 : failures + 1;
    if (failures >= ATTEMPTS) throw new InputError(`${url}: ${outcome.problem}`);
    resumed = true;
  }
}

/** What is wrong with a file's hash; `undefined` if it is right or none is known. */
export async function wrongHash(
  path: string,
  { md5, sha256 }: Pick<SourceFile, "md5" | "sha256">,
): Promise<string | undefined> {
  for (const [name, expected] of [["MD5", md5], ["SHA-256", sha256]] as const) {
    if (expected === undefined) continue;
    const found = await hashOf(path, name);
    if (found !== expected) return `${name} is ${found}, expected ${expected}`;
  }
  return undefined;
}

/** Hash of a file as hex digits. */
export async function hashOf(path: string, name: "MD5" | "SHA-256"): Promise<string> {
  const hash = createHash(name.replace("-", "").toLowerCase());
  using file = await Deno.open(path);
  for await (const piece of file.readable) hash.update(piece);
  return hash.digest("hex");
}

async function sizeOf(path: string): Promise<number> {
  return await Deno.stat(path).then((stat) => stat.size, () => 0);
}

/** Opens one connection and appends what arrives to the part. */
async function fetchRest(
  url: string,
  part: string,
  { stallMs, onProgress, signal, limit }: FetchOptions & { stallMs: number; limit: number },
): Promise<"complete" | { problem: string }> {
  const stalled = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(), stallMs);
  };
  const abort = AbortSignal.any([stalled.signal, ...(signal ? [signal] : [])]);
  try {
    heard();
    const from = await sizeOf(part);
    // Without encoding: a .gz that is unpacked on the way has another MD5.
    const headers = new Headers({ "accept-encoding": "identity" });
    if (from > 0) headers.set("range", `bytes=${from}-`);
    const response = await fetch(url, { headers, signal: abort });
    if (response.status === 416) { // there is nothing after the part: it is whole, or not ours
      await response.body?.cancel();
      const whole = /\*\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
      if (whole === undefined || Number(whole) === from) return "complete";
      await Deno.remove(part);
      return { problem: `has ${whole} bytes, of which ${from} were there: not the same file` };
    }
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw new InputError(`${url}: the server answers ${response.status} ${response.statusText}`);
    }
    const start = resumesAt(response, from) ? from : 0;
    const length = Number(response.headers.get("content-length") ?? NaN);
    const encoded = response.headers.has("content-encoding"); // then the length is a different one
    const total = Number.isFinite(length) && !encoded ? start + length : undefined;
    let done = start;
    using file = await Deno.open(part, { write: true, create: true, truncate: start === 0 });
    await file.seek(start, Deno.SeekMode.Start);
    for await (const piece of response.body) {
      heard();
      done += piece.length;
      if (done > limit) {
        throw new InputError(`${url}: sends more than ${limit} bytes; not the file`);
      }
      for (let at = 0; at < piece.length;) at += await file.write(piece.subarray(at));
      onProgress?.(done, total);
    }
    if (total !== undefined && done < total) {
      return { problem: `ends after ${done} of ${total} bytes` };
    }
    return "complete";
  } catch (error) {
    if (signal?.aborted) throw new StoppedError(`stopped; what has arrived is kept in ${part}`);
    if (stalled.signal.aborted) {
      return { problem: `nothing arrived for ${stallMs / 1000} s, ${ATTEMPTS} times` };
    }
    if (!isNetworkError(error)) throw error;
    return { problem: `cannot be reached or breaks off: ${reasonOf(error)}` };
  } finally {
    clearTimeout(timer);
  }
}

/** The reason is the innermost cause: `fetch` itself only says that it failed. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message.split("\n")[0]!;
}

/** Whether the response continues the part. A server without ranges sends the whole file. */
function resumesAt(response: Response, from: number): boolean {
  if (response.status !== 206) return false;
  return response.headers.get("content-range")?.startsWith(`bytes ${from}-`) ?? false;
}

/** `fetch` throws a `TypeError` if a server cannot be reached, and the others if it breaks off. */
function isNetworkError(error: unknown): error is Error {
  return error instanceof TypeError || error instanceof Deno.errors.Http ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.UnexpectedEof;
}
