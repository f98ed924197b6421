/** The settings under which `deno task test:machines` runs. */
import { processorFlags } from "../machine.ts";

/** One way of computing. */
export interface Setting {
  /** For the table. */
  readonly name: string;
  /** For the table. */
  readonly threads: string;
  readonly env: Readonly<Record<string, string>>;
  /** Why this processor cannot run it or need not. */
  readonly missing?: string;
}

/** Instruction sets that oneDNN can be limited to, narrowest first, with Linux's flags for them. */
const INSTRUCTION_SETS = [
  ["SSE41", "sse4_1"],
  ["AVX2", "avx2"],
  ["AVX512_CORE", "avx512dq"],
  ["AVX512_CORE_BF16", "avx512_bf16"],
  ["AVX512_CORE_AMX", "amx_tile"],
] as const;

/** `--after-test`: leaves out what `deno task test` has already run, the default with one thread. */
const AFTER_TEST = Deno.args.includes("--after-test");

/** Numbers of threads, unless the command line names some. */
const named = Deno.args.filter((arg) => !arg.startsWith("--")).map(Number);
const THREADS = named.length > 0 ? named : [1, 2, 4];

const present = processorFlags();

/** Whether the processor has nothing beyond AVX2 that oneDNN uses; AVX2 is then the default. */
const NARROW = !present.has("avx512dq") && !present.has("avx_vnni");

function reasonAgainst(isa: string, flag: string): string | undefined {
  if (!present.has(flag)) return `this processor has no ${flag}`;
  return isa === "AVX2" && NARROW ? "it is the default here" : undefined;
}

/** A setting with each number of threads. */
function withThreads(
  name: string,
  env: Readonly<Record<string, string>>,
  missing?: string,
): Setting[] {
  return THREADS.map((count) => {
    const tested = AFTER_TEST && count === 1 && Object.keys(env).length === 0;
    const reason = missing ?? (tested ? "deno task test is this setting" : undefined);
    return {
      name,
      threads: `${count} ${count === 1 ? "thread" : "threads"}`,
      env: { ...env, DAAD_THREADS: String(count) },
      ...(reason !== undefined && { missing: reason }),
    };
  });
}

/**
 * Every instruction set with oneDNN, which TensorFlow by itself switches on for some processors only;
 * then TensorFlow's choice for this processor, and its own kernels.
 */
export const SETTINGS: readonly Setting[] = [
  ...INSTRUCTION_SETS.flatMap(([isa, flag]) =>
    withThreads(
      isa,
      { TF_ENABLE_ONEDNN_OPTS: "1", ONEDNN_MAX_CPU_ISA: isa },
      reasonAgainst(isa, flag),
    )
  ),
  ...withThreads("default", {}),
  ...withThreads("without oneDNN", { TF_ENABLE_ONEDNN_OPTS: "0" }),
];
