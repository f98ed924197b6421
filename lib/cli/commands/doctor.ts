/**
 * `daad doctor`: reports what is installed and what runs.
 *
 * @module
 */
import { Command } from "commander";
import config from "../../../deno.json" with { type: "json" };
import { BACKENDS, PROJECT_ROOT, tryBackend, useBackend } from "../../backend/backend.ts";
import { cudaReport, formatCudaReport } from "../../backend/cuda/report.ts";
import { locateLibrary } from "../../backend/library/locate.ts";
import type { AdapterInfo } from "../../backend/settings/facts.ts";
import { DOWNLOADS, findCifar10, hasIdxFiles, loadCategory } from "../../data/mod.ts";
import { machineFacts } from "../../experiment/provenance/environment.ts";
import { METHODS } from "../../registry/registry.ts";
import { print } from "../terminal/output.ts";

/** The command. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("says what is installed, which backend runs and why, and which data is present")
    .option("--json", "print JSON")
    .action(doctor);
}

async function doctor({ json }: { json?: true }): Promise<void> {
  // This comes first: it tries the backends in the only order in which all of them can be loaded.
  const backends = await surveyBackends();
  const backend = await useBackend();
  const findings = {
    version: config.version,
    machine: machineFacts(),
    backend,
    backends,
    gpu: cudaReport({
      tensorflow: backend.tensorflow?.path ?? locateLibrary(PROJECT_ROOT)?.path,
      inUse: backend.devices.includes("GPU"),
    }),
    methods: METHODS.map(({ id, title, paper }) => ({ id, title, paper })),
    datasets: [await sampleFacts(), ...await downloadFacts()],
  };
  if (json) return print(JSON.stringify(findings, null, 2));
  const { machine, gpu, methods, datasets } = findings;
  print(`project    ${findings.version} on Deno ${machine.deno}`);
  print(`machine    ${machine.cores} cores, ${machine.cpu}, ${machine.os} ${machine.arch}`);
  print(`backend    ${backend.id}: ${backend.description}`);
  if (backend.tensorflow) print(`           ${backend.tensorflow.path}`);
  print(`           tfjs ${backend.tfjs}, threads ${backend.threads || "chosen by the backend"}`);
  if (backend.advice) print(`           faster: ${backend.advice}`);
  for (const { id, usable, state } of backends) {
    print(`           ${usable ? "usable" : "not usable"}: ${id}: ${state}`);
  }
  formatCudaReport(gpu).forEach((line, i) => print(`${i === 0 ? "GPU" : ""}`.padEnd(11) + line));
  print(`methods    ${methods.map((method) => method.id).join(", ")}`);
  for (const { name, state } of datasets) print(`data       ${name}: ${state}`);
}

/** Lists every backend, fastest first, with what it would run on or why it cannot. */
async function surveyBackends(): Promise<
  { id: string; usable: boolean; state: string; adapter?: AdapterInfo }[]
> {
  const found = [];
  for (const id of BACKENDS) {
    const { registered, reason } = await tryBackend(id);
    const adapter = registered?.adapter;
    found.push({ id, usable: !!registered, state: registered?.name ?? reason!, adapter });
  }
  return found;
}

/** Lists what `download` has put into its default folders. */
async function downloadFacts(): Promise<{ name: string; state: string }[]> {
  return await Promise.all([...DOWNLOADS.keys()].map(async (name) => {
    const folder = `${PROJECT_ROOT}/data/downloads/${name}`;
    const present = await findCifar10(folder) || await hasIdxFiles(folder);
    return {
      name,
      state: present
        ? `in data/downloads/${name}`
        : `not downloaded: npx -y deno@2 task daad download ${name}`,
    };
  }));
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
