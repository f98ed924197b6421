/**
 * The machine that tests run on, in one line: processor, instruction sets, threads, arithmetic.
 *
 * Run as a program, it prints that line; `deno task test` and `.ci/run` begin with it.
 */
// deno-lint-ignore-file no-console
import { arithmeticFlags, threadCount } from "../lib/backend/settings/environment.ts";
import { machineFacts } from "../lib/experiment/provenance/environment.ts";

/** Instruction sets among which oneDNN chooses, as Linux names them, narrowest first. */
const INSTRUCTION_SETS = [
  "sse4_1",
  "avx",
  "avx2",
  "avx512f",
  "avx512_vnni",
  "avx512_bf16",
  "avx512_fp16",
  "amx_tile",
];

/** Flags of the processor; empty if the system does not list them. */
export function processorFlags(): ReadonlySet<string> {
  try {
    const text = Deno.readTextFileSync("/proc/cpuinfo");
    return new Set(/^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/));
  } catch {
    return new Set();
  }
}

/** Processor, instruction sets, threads and what else decides the last bits. */
export function describeMachine(): string {
  const { cpu, cores, os, arch } = machineFacts();
  const flags = processorFlags();
  const sets = INSTRUCTION_SETS.filter((name) => flags.has(name));
  const settings = Object.entries(arithmeticFlags()).map(([name, value]) => `${name}=${value}`);
  return [
    cpu,
    sets.join(" ") || arch,
    `${cores} ${cores === 1 ? "core" : "cores"}`,
    `${threadCount() || cores} ${(threadCount() || cores) === 1 ? "thread" : "threads"}`,
    ...settings,
    os,
  ].join(", ");
}

if (import.meta.main) console.log(`machine: ${describeMachine()}`);
