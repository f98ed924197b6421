/**
 * The memory of this process.
 *
 * @module
 */
import process from "node:process";
import { readProc } from "./proc.ts";

/** Memory in megabytes. */
export interface PeakMemory {
  /** Highest resident memory. */
  readonly peak_mb: number;
  /** Resident memory without pages of files, such as libraries, which processes share. */
  readonly own_mb?: number;
}

/**
 * Returns the highest resident memory so far. Linux reports it for the process itself; `maxRSS` would
 * start with that of the parent process.
 */
export async function peakMemory(): Promise<PeakMemory> {
  const status = await readProc(`/proc/${Deno.pid}/status`);
  return status ? parsePeak(status) : { peak_mb: process.resourceUsage().maxRSS / 1024 };
}

/**
 * Parses the text of `/proc/self/status`.
 *
 * @example
 * ```ts
 * import { parsePeak } from "./peak_memory.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const status = "VmHWM:\t  4096 kB\nRssFile:\t  1024 kB\nRssShmem:\t 0 kB\n";
 * assertEquals(parsePeak(status), { peak_mb: 4, own_mb: 3 });
 * ```
 */
export function parsePeak(status: string): PeakMemory {
  const megabytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s*(\\d+) kB$`, "m").exec(status)?.[1]) / 1024;
  const peak = megabytes("VmHWM");
  return { peak_mb: peak, own_mb: peak - megabytes("RssFile") - megabytes("RssShmem") };
}
