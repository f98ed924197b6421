/**
 * Facts about what can be measured on this machine.
 *
 * @module
 */
import type { CudaReport } from "../../lib/backend/cuda/report.ts";
import type { AdapterInfo } from "../../lib/backend/settings/facts.ts";
import { permissionFlags } from "../../lib/cli/process/permissions.ts";
import { runFor } from "./child.ts";

/** Options of the benchmark. */
export interface Options {
  readonly backend: "tensorflow" | "webgpu";
  readonly case: string;
  readonly batch: string;
  readonly steps: string;
  readonly python: string;
  /** Whether to measure a stand-in for a GPU, to try the script. */
  readonly withoutGpu: boolean;
}

/** The facts about this machine. */
export interface Facts {
  /** Why TensorFlow does not compute on a GPU; `undefined` where it does. */
  readonly noTensorFlow: string | undefined;
  /** Why WebGPU does not; `undefined` where it does. */
  readonly noWebGpu: string | undefined;
  /** Why PyTorch does not; `undefined` where it does. */
  readonly noPyTorch: string | undefined;
  readonly pytorch?: string;
  readonly doctor: Doctor;
}

/** The part of `doctor --json` that is read. */
interface Doctor {
  readonly machine: unknown;
  readonly backend: { readonly id: string; readonly devices: readonly string[] };
  readonly backends: readonly {
    readonly id: string;
    readonly usable: boolean;
    readonly state: string;
    readonly adapter?: AdapterInfo;
  }[];
  readonly gpu: CudaReport;
}

const TORCH_FACTS =
  "import torch; print(torch.__version__); print(torch.cuda.is_available() and torch.cuda.get_device_name())";

/** Gathers the facts from `doctor` and PyTorch. */
export async function gatherFacts({ backend, python, withoutGpu }: Options): Promise<Facts> {
  const said = await runFor(60, Deno.execPath(), [
    ...["run", "--quiet", "--no-prompt", ...permissionFlags(["doctor"])],
    ...["lib/cli/main.ts", "doctor", "--json"],
  ]);
  if (said.failure) throw new Error(`doctor: ${said.failure}`);
  const doctor: Doctor = JSON.parse(said.lines.join("\n"));
  const only = backend === "webgpu" ? "--backend webgpu measures WebGPU only" : undefined;
  const [version, device] = only ? [] : (await runFor(60, python, ["-c", TORCH_FACTS])).lines;
  const noPyTorch = only ??
    (version === undefined
      ? `${python} has no PyTorch; --python PATH names one that has`
      : device === "False" && !withoutGpu
      ? `PyTorch ${version} sees no GPU`
      : undefined);
  const noTensorFlow = only ?? withoutTensorFlow(doctor, withoutGpu);
  return {
    noTensorFlow,
    noWebGpu: withoutWebGpu(doctor, withoutGpu),
    noPyTorch,
    pytorch: version,
    doctor,
  };
}

function withoutTensorFlow({ backends, backend, gpu }: Doctor, withoutGpu: boolean) {
  const tensorflow = backends.find(({ id }) => id === "tensorflow")!;
  if (!tensorflow.usable) return tensorflow.state;
  const onGpu = backend.id === "tensorflow" && backend.devices.includes("GPU");
  return onGpu || withoutGpu ? undefined : `${tensorflow.state}; ${gpu.next}`;
}

function withoutWebGpu({ backends }: Doctor, withoutGpu: boolean) {
  const { usable, state, adapter } = backends.find(({ id }) => id === "webgpu")!;
  if (!usable) return state;
  return adapter?.software && !withoutGpu ? `${state}: no GPU` : undefined;
}
