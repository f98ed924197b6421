/**
 * Identifies the processor that a benchmark runs on.
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

/** Instruction sets with products of bfloat16; elsewhere these are emulated, many times slower. */
const BF16 = ["avx512_bf16", "amx_bf16"];

/** Facts about a processor that a benchmark needs. */
export interface Processor {
  /** Its name and its widest instruction set: `AMD EPYC, AVX2`. */
  readonly name: string;
  /** Whether it computes in bfloat16. */
  readonly bf16: boolean;
}

/** The processor of this machine; instruction sets are known on Linux only. */
export async function processor(): Promise<Processor> {
  const model = os.cpus()[0]?.model.trim() || "unknown";
  return describe(model, await readProc("/proc/cpuinfo"));
}

/**
 * Describes a processor from its name and the text of `/proc/cpuinfo`.
 *
 * @example
 * ```ts
 * import { describe } from "./processor.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const found = describe("AMD EPYC", "flags\t\t: fpu avx2 avx512f avx512_bf16\n");
 * assertEquals(found, { name: "AMD EPYC, AVX-512", bf16: true });
 * ```
 */
export function describe(model: string, cpuinfo: string): Processor {
  const [, line = ""] = /^flags\s*:(.*)$/m.exec(cpuinfo) ?? [];
  const flags = new Set(line.split(" "));
  const widest = INSTRUCTION_SETS.find(([flag]) => flags.has(flag))?.[1];
  return {
    name: widest ? `${model}, ${widest}` : model,
    bf16: BF16.some((flag) => flags.has(flag)),
  };
}

/**
 * Makes a folder name for a processor.
 *
 * @example
 * ```ts
 * import { folderOf } from "./processor.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(folderOf("AMD EPYC, AVX-512"), "amd-epyc-avx-512");
 * ```
 */
export function folderOf(name: string): string {
  return name.toLowerCase().replace(/\W+/g, "-");
}
