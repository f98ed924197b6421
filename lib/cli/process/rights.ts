/**
 * The permissions of each command, besides the folders that its options name.
 *
 * @module
 */
import { ARITHMETIC_FLAGS } from "../../backend/settings/arithmetic_flags.ts";

/** Permissions of a command. Reading is not listed, as images and models can be anywhere. */
export interface Rights {
  /** Folders that it may write to. */
  readonly write?: readonly string[];
  /** Environment variables that it sees; all others look unset to it. */
  readonly env: readonly string[];
  /** Facts about the machine, by Deno's names. */
  readonly sys?: readonly string[];
  /** Servers that it may connect to, or `true` for all. */
  readonly net?: true | readonly string[];
  /** Programs that it may start, or `true` for all. */
  readonly run?: true | readonly string[];
}

const CACHE = "runs/cache";
const TEXT = ["NO_COLOR"];
const WRITING = [...TEXT, "DAAD_LAUNCHER"];

/** Variables that locate the TensorFlow library. */
const LIBRARY = ["DAAD_TENSORFLOW", "VIRTUAL_ENV", "CONDA_PREFIX"];

/** Variables that decide how tensors are computed. */
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

/** Permissions to compute with a detector and to keep features of pretrained networks. */
const COMPUTES: Rights = {
  write: [CACHE],
  env: [...COMPUTING, "DAAD_CACHE"],
  sys: [...MACHINE, "hostname"],
};

const RESULTS = ["runs/results", CACHE];
const DOWNLOADS: Rights = { write: ["data/downloads", "data/weights"], env: WRITING };

/**
 * Permissions by command; some commands have further sets for an option that needs more, or for a
 * part of the work.
 */
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
  figure: { write: ["runs"], env: WRITING, sys: ["hostname"] },
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
