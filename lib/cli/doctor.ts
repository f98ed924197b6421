/**
 * `daad doctor`: what is installed and what runs.
 *
 * @module
 */
import { Command } from "commander";
import config from "../../deno.json" with { type: "json" };
import { PROJECT_ROOT, useBackend } from "../backend/backend.ts";
import { loadCategory } from "../data/mod.ts";
import { machineFacts } from "../experiment/environment.ts";
import { METHODS } from "../methods/registry.ts";
import { print } from "./output.ts";

/** The command. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("says what is installed, which backend runs and why, and which data is present")
    .option("--json", "print JSON")
    .action(doctor);
}

async function doctor({ json }: { json?: true }): Promise<void> {
  const findings = {
    version: config.version,
    machine: machineFacts(),
    backend: await useBackend(),
    methods: METHODS.map(({ id, title, paper }) => ({ id, title, paper })),
    datasets: [await sampleFacts()],
  };
  if (json) return print(JSON.stringify(findings, null, 2));
  const { machine, backend, methods, datasets } = findings;
  print(`project    ${findings.version} on Deno ${machine.deno}`);
  print(`machine    ${machine.cores} cores, ${machine.cpu}, ${machine.os} ${machine.arch}`);
  print(`backend    ${backend.id}: ${backend.description}`);
  if (backend.tensorflow) print(`           ${backend.tensorflow.path}`);
  print(`           tfjs ${backend.tfjs}, threads ${backend.threads || "chosen by TensorFlow"}`);
  if (backend.advice) print(`           faster: ${backend.advice}`);
  print(`methods    ${methods.map((method) => method.id).join(", ")}`);
  for (const { name, state } of datasets) print(`data       ${name}: ${state}`);
}

async function sampleFacts(): Promise<{ name: string; state: string }> {
  const name = "data/sample/bottle";
  try {
    const { train, test } = await loadCategory(`${PROJECT_ROOT}/${name}`);
    return { name, state: `${train.length} training and ${test.length} test images` };
  } catch (error) {
    return { name, state: (error as Error).message };
  }
}
