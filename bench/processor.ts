/**
 * Which processor a benchmark ran on.
 *
 * @module
 */
import os from "node:os";
import { readProc } from "./proc.ts";

/** Instruction sets that decide how fast products are, the widest first. */
const INSTRUCTION_SETS = [
  ["amx_tile", "AMX"],
  ["avx512f", "AVX-512"],
  ["avx2", "AVX2"],
] as const;

/** A processor's name and its widest instruction set: `AMD EPYC, AVX2`. */
export async function processor(): Promise<string> {
  const model = os.cpus()[0]?.model.trim() || "unknown";
  const facts = await readProc("/proc/cpuinfo");
  const [, line = ""] = /^flags\s*:(.*)$/m.exec(facts) ?? [];
  const flags = new Set(line.split(" "));
  const widest = INSTRUCTION_SETS.find(([flag]) => flags.has(flag))?.[1];
  return widest ? `${model}, ${widest}` : model;
}

/**
 * A folder name for it.
 *
 * @example
 * ```ts
 * import { folderOf } from "./processor.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(folderOf("AMD EPYC, AVX-512"), "amd-epyc-avx-512");
 * ```
 */
export function folderOf(processor: string): string {
  return processor.toLowerCase().replace(/\W+/g, "-");
}
