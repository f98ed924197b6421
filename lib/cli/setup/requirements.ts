/**
 * The pinned Python packages.
 *
 * @module
 */
import { InputError } from "../../errors.ts";

/** The lines of `requirements.txt`, by what needs them. */
export interface Requirements {
  /** TensorFlow's wheel, one line for each kind of machine. */
  readonly tensorflow: readonly string[];
  /** The version in those lines. */
  readonly tensorflowVersion: string;
  /** JupyterLab, the Deno kernel and what executes notebooks. */
  readonly notebooks: readonly string[];
}

/** Reads `requirements.txt` of the project. */
export async function readRequirements(): Promise<Requirements> {
  const text = await Deno.readTextFile("requirements.txt");
  const lines = text.split("\n").map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const tensorflow = lines.filter((line) => line.startsWith("tensorflow"));
  const tensorflowVersion = /==([\d.]+)/.exec(tensorflow[0] ?? "")?.[1];
  if (!tensorflowVersion) throw new InputError("requirements.txt: no line tensorflow…==VERSION");
  const notebooks = lines.filter((line) => !line.startsWith("tensorflow"));
  return { tensorflow, tensorflowVersion, notebooks };
}
