/** How the benchmark and the tables present its results. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { sizesOf, type Timing } from "../../bench/cases.ts";
import { goalLines } from "../../bench/goals.ts";
import { parsePeak } from "../../bench/peak_memory.ts";
import { describe, folderOf } from "../../bench/processor.ts";
import { PRECISIONS } from "../../bench/ratio.ts";
import {
  formatCase,
  formatGoals,
  formatMethodSpeed,
  formatSpeed,
  formatSpeedRange,
  summarise,
} from "../../bench/summary.ts";
import { machineFacts } from "../../lib/experiment/provenance/environment.ts";

const timing = (name: string, variant: string, median_ms: number, peak_mb = 100): Timing => ({
  ...{ case: name, variant, median_ms, min_ms: median_ms - 1, max_ms: median_ms + 1 },
  ...{ samples: 5, first_ms: 1000, peak_mb },
});

/** PyTorch's variants in float32, the first of which is the fastest. */
const peers = (name: string, ms: number) =>
  PRECISIONS[0].peers.map((variant, i) => timing(name, variant, ms + i));

Deno.test("goalLines: the fastest peer of the same arithmetic counts", () => {
  const lines = goalLines([
    timing("train-256", "compiled", 100, 840),
    timing("train-256", "compiled-bf16", 90),
    timing("train-256", "torch-eager", 150, 700),
    timing("train-256", "torch-channels-last", 145, 650),
    timing("train-256", "torch-compile", 140, 600),
    timing("train-256", "torch-bf16", 81),
  ]);
  assertEquals(lines, [
    "goal: float32 1.40× torch-compile, wanted 1.30×: met",
    "goal: bf16 0.90× torch-bf16, wanted 1.20×: missed by 25 %",
    "warning: in bf16 torch-bf16 is 1.11× as fast",
    "goal: peak memory 1.40× torch-compile's, at most 1.20×: missed by 17 %",
  ]);
});

Deno.test("goalLines: a method without a goal of its own must not be behind", () => {
  const lines = (ours: number) =>
    goalLines([timing("vae-32", "compiled", ours), ...peers("vae-32", 50)]);
  assertEquals(lines(50), ["goal: float32 1.00× torch-eager, wanted 1.00×: met"]);
  assertEquals(lines(100), [
    "goal: float32 0.50× torch-eager, wanted 1.00×: missed by 50 %",
    "warning: in float32 torch-eager is 2.00× as fast",
  ]);
  assertEquals(goalLines([timing("vae-32", "compiled", 1)]), []);
});

Deno.test("goalLines, formatSpeed: a comparison without one of the peers says so", () => {
  const results = [timing("train-32", "compiled", 50), ...peers("train-32", 60).slice(0, 2)];
  assertEquals(goalLines(results), [
    "goal: float32 1.20× torch-eager (without torch-compile), wanted 1.20×: met",
  ]);
  const machine = machineFacts();
  const stored = { processor: "A", machine, code: { version: "1" }, sizes: sizesOf("train-32") };
  assertMatch(formatSpeed([{ ...stored, results }]), /\| 1\.20× \(without torch-compile\), – \|/);
});

Deno.test("formatCase: ends with goals and warnings", () => {
  const results = [timing("train-32", "compiled", 20), ...peers("train-32", 10)];
  const text = formatCase("train-32", results);
  assertMatch(text, /^train-32\n {2}compiled +20\.0 ms/);
  assertMatch(text, /\n {2}warning: in float32 torch-eager is 2\.00× as fast$/);
});

Deno.test("summarise: medians of the rounds, the highest memory", () => {
  const rounds = [3, 1, 2].map((ms) => ({
    ...timing("ae-32", "compiled", ms, 10 * ms),
    ...ms > 1 && { own_mb: ms },
  }));
  assertEquals(summarise(rounds), [
    { ...timing("ae-32", "compiled", 2, 30), min_ms: 0, max_ms: 4, samples: 15, own_mb: undefined },
  ]);
  assertEquals(summarise(rounds.slice(0, 1))[0]!.own_mb, 3);
});

Deno.test("formatSpeed, formatMethodSpeed: every processor, cases that PyTorch wins as well", () => {
  const stored = (processor: string, name: string, method: string, ms: number, batch = 64) => ({
    ...{ processor, machine: { ...machineFacts(), cores: 2 } },
    code: { version: "0", commit: "a" },
    sizes: { method, kind: "train", image_size: 32, batch, overrides: {} } as const,
    results: [timing(name, "compiled", ms), ...peers(name, 60)],
  });
  const speed = formatSpeed([
    stored("Xeon, AMX", "train-32", "daad", 80),
    stored("EPYC, AVX-512", "train-32", "daad", 40),
  ]);
  const [xeon, epyc] = speed.split("EPYC, AVX-512, 2 cores:");
  assertStringIncludes(xeon!, "Xeon, AMX, 2 cores:");
  assertMatch(xeon!, /\| 0\.75×, – +\|/);
  assertMatch(epyc!, /\| 1\.50×, – +\|/);
  const methods = formatMethodSpeed([
    stored("Xeon, AMX", "vae-32", "vae", 80),
    stored("EPYC, AVX-512", "cavga-32", "cavga", 40, 16),
  ]);
  assertMatch(methods, /\| VAE +\| 800 +\| 1067 .* 0\.75× /);
  assertMatch(methods, /\| CAVGA-R, batch 16 +\| 400 /);
  const goals = formatGoals([
    stored("Xeon, AMX", "train-32", "daad", 80),
    stored("EPYC, AVX-512", "vae-32", "vae", 40),
    { ...stored("EPYC, AVX-512", "aesc-32", "aesc", 40), results: [timing("aesc-32", "eager", 1)] },
  ]).split("\n").filter((line) => line.includes("×"));
  assertEquals(goals.map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim())), [
    [
      "DAAD, step, 32², batch 64",
      "float32",
      "0.75× torch-eager, wanted 1.20×: missed by 38 %",
    ],
    ["VAE, step, 32²", "float32", "1.50× torch-eager, wanted 1.00×: met"],
  ]);
});

Deno.test("parsePeak: resident memory without pages of files", () => {
  const status = "VmPeak:\t 9000 kB\nVmHWM:\t  4096 kB\nRssFile:\t  1024 kB\nRssShmem:\t 512 kB\n";
  assertEquals(parsePeak(status), { peak_mb: 4, own_mb: 2.5 });
});

Deno.test("describe: the widest instruction set, and bfloat16 where it is computed", () => {
  const flags = (text: string) => `processor\t: 0\nflags\t\t: ${text}\n`;
  assertEquals(describe("X", flags("sse avx2 fma")), { name: "X, AVX2", bf16: false });
  const amx = flags("avx2 avx512f amx_tile amx_bf16");
  assertEquals(describe("X", amx), { name: "X, AMX", bf16: true });
  assertEquals(describe("X", ""), { name: "X", bf16: false });
  assertEquals(folderOf("AMD EPYC, AVX-512"), "amd-epyc-avx-512");
});

Deno.test("formatSpeedRange: the worst and the best case of each processor", () => {
  const stored = (processor: string, name: "ae-32" | "vae-32", ours: number) => ({
    ...{ processor, machine: machineFacts(), code: { version: "1" } },
    sizes: sizesOf(name),
    results: [timing(name, "compiled", ours), ...peers(name, 10)],
  });
  const cases = [
    ...[stored("A", "ae-32", 8), stored("A", "vae-32", 20), stored("B", "ae-32", 10)],
    { ...stored("B", "vae-32", 1), results: [timing("vae-32", "compiled", 1)] }, // no PyTorch
    // The fastest may be missing.
    { ...stored("B", "vae-32", 1), results: stored("B", "vae-32", 1).results.slice(0, -1) },
  ];
  const text = formatSpeedRange(cases);
  assertStringIncludes(text, ": 0.50 to 1.25× (A), 1.00 to 1.00× (B).");
});
