/**
 * `deno task setup [--gpu] [--notebooks]`: installs what is missing, and only that.
 *
 * Every step can be interrupted and repeated. It uses no npm package, since it installs them.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { installNotebooks } from "./setup/notebooks.ts";
import { installNpmPackages } from "./setup/npm_packages.ts";
import { installTensorFlow } from "./setup/tensorflow.ts";
import { note, print } from "./terminal/output.ts";

const OPTIONS = ["--gpu", "--notebooks"];

await main(Deno.args);

async function main(args: string[]): Promise<void> {
  if (args.includes("--help") || args.includes("-h")) {
    return print(
      "deno task setup [--gpu] [--notebooks]: installs what is missing, and only that\n" +
        "  --gpu        TensorFlow's library for NVIDIA GPUs, with its CUDA packages\n" +
        "  --notebooks  JupyterLab and the Deno kernel too",
    );
  }
  const unknown = args.find((arg) => !OPTIONS.includes(arg));
  if (unknown) {
    note(`setup: unknown option ${unknown}; known: ${OPTIONS.join(", ")}`);
    Deno.exit(2);
  }
  try {
    await installNpmPackages();
    await installTensorFlow(args.includes("--gpu"));
    if (args.includes("--notebooks")) await installNotebooks();
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof Deno.errors.NotADirectory)) {
      throw error;
    }
    note(`setup: ${error.message}`);
    Deno.exit(1);
  }
}
