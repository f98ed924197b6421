/**
 * What each command may do: its rights beside the folders that its options name.
 *
 * @module
 */
import { ARITHMETIC_FLAGS } from "../backend/arithmetic_flags.ts";

/** Rights of a command. Reading is not listed: images and models lie anywhere. */
export interface Rights {
  /** Folders that it may write to. */
  readonly write?: readonly string[];
  /** Environment variables that it sees; all others are as if they were not set. */
  readonly env: readonly string[];
  /** Facts of the machine, as Deno calls them. */
  readonly sys?: readonly string[];
  /** Servers, or all of them. */
  readonly net?: true | readonly string[];
  /** Programs that it may start, or all of them. */
  readonly run?: true | readonly string[];
}

const CACHE = "runs/cache";
const TEXT = ["NO_COLOR"];
const WRITING = [...TEXT, "DAAD_LAUNCHER"];

/** Where the TensorFlow library is. */
const LIBRARY = ["DAAD_TENSORFLOW", "VIRTUAL_ENV", "CONDA_PREFIX"];

/** What decides how tensors are computed. */
const COMPUTING = [
  ...WRITING,
  ...LIBRARY,
  "DAAD_BACKEND",
  "DAAD_THREADS",
  "DAAD_GPU_MEMORY",
  "DAAD_WEIGHTS",
  "XDG_RUNTIME_DIR",
  "TF_CPP_MIN_LOG_LEVEL",
  ...ARITHMETIC_FLAGS,
];

/** Cores and memory, for limits and records. */
const MACHINE = ["cpus", "systemMemoryInfo"];

/** Computes with a detector, and may keep features of pretrained networks. */
const COMPUTES: Rights = {
  write: [CACHE],
  env: [...COMPUTING, "DAAD_CACHE"],
  sys: [...MACHINE, "hostname"],
};

const RESULTS = ["runs/results", CACHE];
const DOWNLOADS: Rights = { write: ["data/downloads", "data/weights"], env: WRITING };

/** By command, and by what a command becomes with an option that needs more or for a part of its work. */
export const RIGHTS: Readonly<Record<string, Rights>> = {
  help: { env: TEXT },
  train: COMPUTES,
  score: COMPUTES,
  export: { env: COMPUTING, sys: MACHINE },
  reproduce: { ...COMPUTES, write: RESULTS, run: true },
  "reproduce-cell": { ...COMPUTES, write: RESULTS },
  tune: { ...COMPUTES, run: true },
  cache: { write: [CACHE], env: [...WRITING, "DAAD_CACHE"] },
  doctor: { env: [...COMPUTING, "DAAD_CACHE", "LD_LIBRARY_PATH"], sys: MACHINE },
  pack: { env: [...TEXT, ...LIBRARY], run: true },
  table: { env: TEXT },
  figure: { write: ["runs"], env: WRITING },
  "figure-open": {
    env: [...WRITING, "PATH", "NODEPLOTLIB_PORT", "DISPLAY", "WAYLAND_DISPLAY"],
    net: ["127.0.0.1"],
    sys: ["hostname", "osRelease", "networkInterfaces"],
    run: ["xdg-open", "open"],
  },
  compare: { env: WRITING },
  "check-data": { env: TEXT, sys: ["systemMemoryInfo"] },
  download: {
    ...DOWNLOADS,
    net: [
      "www.cs.toronto.edu",
      "ossci-datasets.s3.amazonaws.com",
      "storage.googleapis.com",
      "fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    ],
  },
  "download-mirrors": { ...DOWNLOADS, net: true },
};
