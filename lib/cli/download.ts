/**
 * `daad download`: fetches datasets that may be passed on freely.
 *
 * @module
 */
import { Format, SingleBar } from "cli-progress";
import { Argument, Command } from "commander";
import { downloadDataset, DOWNLOADS, MVTEC_ADVICE } from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { wholeNumber, withStopSignal } from "./options.ts";
import { print } from "./output.ts";

interface Options {
  readonly out?: string;
  readonly mirror: readonly string[];
  readonly stallTimeout: number;
}

/** The command. */
export function downloadCommand(): Command {
  return new Command("download")
    .description("downloads a dataset, resumes what was cut off, checks and unpacks it")
    .addArgument(
      new Argument("<name>", "dataset; mvtec says how to get MVTec AD")
        .choices([...DOWNLOADS.keys(), "mvtec"]),
    )
    .option("--out <dir>", "folder to write to (default: data/downloads/<name>)")
    .option(
      "--mirror <url...>",
      "folders on servers that hold the same files, tried first; other servers than the " +
        "published ones need `deno task download`",
      [],
    )
    .option(
      "--stall-timeout <s>",
      "silence after which a connection is given up",
      wholeNumber(1),
      30,
    )
    .action(download);
}

async function download(name: string, options: Options): Promise<void> {
  const source = DOWNLOADS.get(name);
  if (!source) {
    print(MVTEC_ADVICE);
    throw new InputError("mvtec: nothing was downloaded; follow the steps above");
  }
  const out = options.out ?? `data/downloads/${name}`;
  for (const url of options.mirror) requireUrl(url);
  const bar = new ByteBar();
  const mistake = (error: unknown) => {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new InputError(
      `${error.message.split(",")[0]}: this task reaches the published servers only; run ` +
        "npx -y deno@2 task download with the same options",
    );
  };
  const missing = await withStopSignal(
    `stopped; run it again to resume in ${out}`,
    (signal) =>
      downloadDataset(source, out, {
        mirrors: options.mirror,
        stallMs: options.stallTimeout * 1000,
        signal,
        onProgress: bar.update,
      }).finally(() => bar.stop()),
  ).catch(mistake);
  const path = source.unpacksTo ? `${out}/${source.unpacksTo}` : out;
  print(
    missing ? `${name}: complete and checked, in ${path}` : `${name}: already there, in ${path}`,
  );
  print(`next: npx -y deno@2 task daad check-data ${path}`);
}

function requireUrl(url: string): void {
  const known = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!known) throw new InputError(`--mirror ${url}: expected a URL that begins with https://`);
}

/** A bar in megabytes, a new one for each file. */
class ByteBar {
  #bar: SingleBar | undefined;
  #file = "";

  readonly update = (file: string, done: number, total: number | undefined): void => {
    if (file !== this.#file) {
      this.stop();
      this.#file = file;
      this.#bar = new SingleBar({
        format: (options, { progress, value, total }) =>
          `${file}  [${Format.BarFormat(progress, { ...options, barsize: 24 })}]  ` +
          `${(value / 1e6).toFixed(1)}/${(total / 1e6).toFixed(1)} MB`,
        hideCursor: true,
        noTTYOutput: true,
        notTTYSchedule: 10_000,
        fps: 5,
      });
      this.#bar.start(total ?? done, done);
    }
    this.#bar?.setTotal(Math.max(total ?? 0, done));
    this.#bar?.update(done);
  };

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
    this.#file = "";
  }
}
