/**
 * `daad download`: fetches freely distributable datasets, and weights of backbones.
 *
 * @module
 */
import { Argument, Command } from "commander";
import {
  downloadDataset,
  type DownloadOptions,
  DOWNLOADS,
  downloadWeights,
  hashOf,
  MVTEC_ADVICE,
  WEIGHTS,
} from "../../data/mod.ts";
import { InputError } from "../../errors.ts";
import { ARCHITECTURES } from "../../nn/backbones/architectures.ts";
import { type BackboneId, BACKBONES, DEFAULT_WEIGHTS } from "../../nn/backbones/mod.ts";
import { wholeNumber } from "../options/options.ts";
import { ByteBar } from "../terminal/byte_bar.ts";
import { print } from "../terminal/output.ts";
import { withStopSignal } from "../terminal/stop_signal.ts";

/** Seconds: timers cannot be set to more milliseconds than 32 bits hold. */
const LONGEST_STALL = Math.floor((2 ** 31 - 1) / 1000);

interface Options {
  readonly out?: string;
  readonly mirror: readonly string[];
  readonly stallTimeout: number;
}

/** The command. */
export function downloadCommand(): Command {
  return new Command("download")
    .description("downloads a dataset or weights, resumes what was cut off, checks and unpacks it")
    .addArgument(
      new Argument("<name>", "dataset, or weights; mvtec says how to get MVTec AD")
        .choices([...DOWNLOADS.keys(), "mvtec", "weights"]),
    )
    .addArgument(new Argument("[network]", "for weights: which network's").choices(BACKBONES))
    .option(
      "--out <dir>",
      "folder to write to (default: data/downloads/<name>, or data/weights)",
    )
    .option(
      "--mirror <url...>",
      "folders on servers that hold the same files, tried first; other servers than the " +
        "published ones need `deno task download`",
      [],
    )
    .option(
      "--stall-timeout <s>",
      "silence after which a connection is given up",
      wholeNumber(1, LONGEST_STALL),
      30,
    )
    .action(download);
}

async function download(
  name: string,
  network: BackboneId | undefined,
  options: Options,
): Promise<void> {
  for (const url of options.mirror) requireUrl(url);
  if (name === "weights") return await downloadNetwork(network, options);
  if (network !== undefined) {
    throw new InputError(`${name} ${network}: only weights are of a network`);
  }
  const source = DOWNLOADS.get(name);
  if (!source) {
    print(MVTEC_ADVICE);
    throw new InputError("mvtec: nothing was downloaded; follow the steps above");
  }
  const out = options.out ?? `data/downloads/${name}`;
  const missing = await withProgress(
    options,
    (settings) => downloadDataset(source, out, settings),
  );
  const path = source.unpacksTo ? `${out}/${source.unpacksTo}` : out;
  print(
    missing ? `${name}: complete and checked, in ${path}` : `${name}: already there, in ${path}`,
  );
  print(`next: npx -y deno@2 task daad check-data ${path}`);
}

async function downloadNetwork(network: BackboneId | undefined, options: Options): Promise<void> {
  if (network === undefined) {
    throw new InputError(`weights: of which network? expected one of ${BACKBONES.join(", ")}`);
  }
  const out = options.out ?? DEFAULT_WEIGHTS;
  const path = `${out}/${ARCHITECTURES[network].file}`;
  const source = WEIGHTS.get(network)!;
  const missing = await withProgress(
    options,
    (settings) => downloadWeights(source, path, settings),
  );
  const known = source.sha256 ? "as expected" : "no published one is known to compare with";
  print(`${network}: ${missing ? "complete" : "already there"}, ${path}`);
  print(`SHA-256 ${await hashOf(path, "SHA-256")}, ${known}`);
}

/** Downloads with a progress bar; a server that this task may not reach becomes an input error. */
async function withProgress<T>(
  { mirror, stallTimeout }: Options,
  body: (settings: DownloadOptions) => Promise<T>,
): Promise<T> {
  const bar = new ByteBar();
  return await withStopSignal(
    "; the same command goes on from there",
    (signal) =>
      body({ mirrors: mirror, stallMs: stallTimeout * 1000, signal, onProgress: bar.update })
        .finally(() => bar.stop()),
  ).catch((error) => {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new InputError(
      `${error.message.split(",")[0]}: this task reaches the published servers of datasets only; ` +
        "run npx -y deno@2 task download with the same options",
    );
  });
}

function requireUrl(url: string): void {
  const known = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!known) throw new InputError(`--mirror ${url}: expected a URL that begins with https://`);
}
