/**
 * `deno task pack`: packs everything that a machine without a network needs, in parts.
 *
 * @module
 */
import { Command, InvalidArgumentError } from "commander";
import { PROJECT_ROOT } from "../../backend/backend.ts";
import { InputError } from "../../errors.ts";
import { gitCommit } from "../../experiment/provenance/git_commit.ts";
import { requireEmpty } from "../../export/empty_folder.ts";
import { prepareFolder } from "../../files.ts";
import { listArchives, setupStamp } from "../pack/archives.ts";
import type { Part } from "../pack/parts.ts";
import { packArchive, packDeno } from "../pack/streams.ts";
import { unpackScript } from "../pack/unpack_script.ts";
import { note, print } from "../terminal/output.ts";

interface PackOptions {
  out: string;
  tensorflow: boolean;
  gpu?: true;
  cuda?: true;
  partSize: number;
}

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 1e3, M: 1e6, G: 1e9 };

/** The command. */
export function packCommand(): Command {
  return new Command("pack")
    .description(
      "writes Deno, packages, TensorFlow and this project for a machine of this kind without a " +
        "network, in parts that sh unpack.sh checks and puts together",
    )
    .requiredOption("--out <dir>", "new or empty folder to write to")
    .option("--gpu", "TensorFlow's build for NVIDIA GPUs, without CUDA's libraries")
    .option("--cuda", "the same with CUDA's libraries, for a machine that has only a driver")
    .option("--no-tensorflow", "without TensorFlow: enough for WebGPU and WebAssembly")
    .option("--part-size <bytes>", "largest file to write, such as 60M or 1G", parseSize, 60e6)
    .action(pack);
}

async function pack({ out, tensorflow, gpu, cuda, partSize }: PackOptions): Promise<void> {
  const wanted = { tensorflow, gpu: !!(gpu || cuda), cuda: !!cuda };
  const build = cuda ? "--cuda" : "--gpu";
  if (!tensorflow && wanted.gpu) {
    throw new InputError(`${build}: not together with --no-tensorflow; leave one of them out`);
  }
  await requireEmpty(out);
  note("pack: listing what is needed …");
  const archives = await listArchives(wanted);
  await prepareFolder(out);
  const parts: Part[] = [];
  const place = (archive: string) => {
    note(`pack: ${archive} …`);
    return { folder: out, archive, first: parts.length + 1, bytes: partSize };
  };
  parts.push(...await packDeno(place("deno")));
  for (const archive of archives) parts.push(...await packArchive(archive, place(archive.name)));
  // Written last: without it the pack is incomplete.
  const script = await unpackScript({
    parts,
    archives: [{ name: "deno", into: "." }, ...archives],
    commit: gitCommit(PROJECT_ROOT) ?? "",
    stamp: await setupStamp(wanted.gpu),
  });
  await Deno.writeTextFile(`${out}/unpack.sh`, script, { mode: 0o755 });
  for (const { file, bytes } of parts) print(`${file.padEnd(20)} ${megabytes(bytes)}`);
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  print(`${`${parts.length} parts`.padEnd(20)} ${megabytes(total)}`);
  print(`copy ${out} to the other machine, then: sh unpack.sh FOLDER`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1).padStart(7)} MB`;
}

/** `60M` → 60,000,000. */
function parseSize(text: string): number {
  const [, number, unit] = /^(\d+)([KMG]?)$/.exec(text) ?? [];
  const bytes = Number(number) * (UNITS[unit ?? ""] ?? NaN);
  if (bytes >= 1e6) return bytes;
  throw new InvalidArgumentError("Expected at least 1M: a number of bytes, or one with K, M or G.");
}
