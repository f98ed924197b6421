/**
 * Facts about the code and the machine that go into a record.
 *
 * @module
 */
import os from "node:os";
import process from "node:process";
import config from "../../../deno.json" with { type: "json" };
import { type BackendInfo, PROJECT_ROOT, useBackend } from "../../backend/backend.ts";
import { runsCompiled } from "../../backend/compile.ts";
import { cudaDriver } from "../../backend/cuda/driver.ts";
import { graphOptions } from "../../backend/settings/graph_options.ts";
import { readTextIfPresent } from "../../files.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { gitCommit } from "./git_commit.ts";

/** The commit when this code was loaded; another may be checked out while it runs. */
const commit = gitCommit(PROJECT_ROOT);

/**
 * The project's version and, in a git checkout, the commit that was checked out when this process
 * started. Changes that were not committed are not known.
 */
export function codeVersion(): RunRecord["code"] {
  return { version: config.version, commit };
}

/** The machine's processor, operating system and Deno. */
export function machineFacts(): RunRecord["machine"] {
  return {
    os: Deno.build.os,
    arch: Deno.build.arch,
    cpu: os.cpus()[0]?.model.trim() || "unknown",
    cores: navigator.hardwareConcurrency,
    deno: Deno.version.deno,
  };
}

function gpuFacts(): RunRecord["backend"]["gpu"] {
  const driver = cudaDriver();
  return driver.reason === undefined ? driver : undefined; // WebGPU's devices are not CUDA devices
}

/** The backend as recorded: without paths, which belong to one machine. */
export function backendFacts(backend: BackendInfo): RunRecord["backend"] {
  const { id, description, tfjs, threads, flags, tensorflow, adapter, devices } = backend;
  return {
    id,
    description,
    tfjs,
    tensorflow: tensorflow?.version,
    binding: tensorflow?.binding,
    adapter: adapter && { ...adapter },
    devices: [...devices],
    gpu: devices.includes("GPU") ? gpuFacts() : undefined,
    threads,
    compiled: runsCompiled(),
    precision: graphOptions().precision,
    flags: { ...flags },
  };
}

/** Everything of this machine and its backend that decides the bits of a computation. */
export async function arithmeticFacts(): Promise<
  Readonly<Record<string, string | number | boolean>>
> {
  const facts = backendFacts(await useBackend());
  const { id, tensorflow, threads, compiled, precision, flags, devices } = facts;
  const { xla, fp16 } = graphOptions();
  return {
    backend: id,
    ...(tensorflow && { TensorFlow: tensorflow }),
    threads,
    compiled,
    precision,
    // What is usual is not in older checkpoints either.
    ...(devices.join() !== "CPU" && { devices: devices.join(", ") }),
    ...(xla && { xla }),
    ...(fp16 && { fp16 }),
    ...flags,
  };
}

/** Peak resident memory of this process in bytes. */
export function peakMemory(): number {
  // The kernel of notebooks, Deno 2.7, lacks `resourceUsage`; Linux has the peak in a file, too.
  if (typeof process.resourceUsage === "function") return process.resourceUsage().maxRSS * 1024;
  const peak = /^VmHWM:\s*(\d+) kB/m.exec(readTextIfPresent("/proc/self/status") ?? "");
  return peak ? Number(peak[1]) * 1024 : Deno.memoryUsage().rss;
}
