/** Executes notebooks without a browser, as JupyterLab would. */
import { fileURLToPath } from "node:url";
import { programPath } from "../../lib/cli/setup/python.ts";
import { LIMIT_MS } from "../until.ts";

/** The project's folder, with a trailing slash. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** Where executed copies go; git ignores it. */
export const EXECUTED = "runs/notebooks";

/** One output of a cell: the fields that tests look at. */
export interface Output {
  readonly output_type: "stream" | "display_data" | "execute_result" | "error";
  /** Streams only: `stdout` or `stderr`. */
  readonly name?: string;
  /** Streams only: what was printed. */
  readonly text?: string | readonly string[];
  /** Displays only: contents by media type. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** One cell of a notebook file. */
export interface Cell {
  readonly cell_type: "code" | "markdown";
  readonly source: string | readonly string[];
  /** Code cells only: what was printed and displayed. */
  readonly outputs?: readonly Output[];
  /** Code cells only: the place in the order of execution, from 1. */
  readonly execution_count?: number | null;
}

/** A notebook file. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: {
    readonly kernelspec: unknown;
    /** Hash of the code that the outputs came from; see `sourceHash`. */
    readonly source_sha256?: string;
  };
}

/** Names of the committed notebooks in reading order, without extension. */
export function notebookNames(): string[] {
  return Deno.readDirSync(`${ROOT}notebooks`).toArray()
    .flatMap(({ name }) => name.endsWith(".ipynb") ? [name.slice(0, -".ipynb".length)] : [])
    .sort();
}

/** Reads a notebook; the path is relative to the project's folder. */
export function readNotebook(path: string): Notebook {
  return JSON.parse(Deno.readTextFileSync(ROOT + path));
}

/** Why notebooks cannot be executed here; `undefined` if they can. */
export function obstacle(): string | undefined {
  try {
    Deno.statSync(`${ROOT}.venv/daad-notebooks.txt`);
    return undefined;
  } catch {
    return "no JupyterLab; deno task setup --notebooks installs it";
  }
}

/**
 * Executes a committed notebook into a copy.
 *
 * @param options.folder Where the copy goes. Default `runs/notebooks`.
 * @param options.env Variables for the kernel, for example `PROFILE`.
 * @throws {Error} With the output of the failing cell.
 */
export async function executeNotebook(
  name: string,
  { folder = EXECUTED, env = {} }: { folder?: string; env?: Record<string, string> } = {},
): Promise<Notebook> {
  const { success, stderr } = await new Deno.Command(ROOT + programPath("python"), {
    args: [
      ...["-m", "nbconvert", "--to", "notebook", "--execute"],
      ...[
        "--ExecutePreprocessor.record_timing=False",
        `--ExecutePreprocessor.timeout=${LIMIT_MS / 1000}`,
      ],
      ...["--output-dir", folder, `notebooks/${name}.ipynb`],
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1", JUPYTER_PREFER_ENV_PATH: "1", ...env },
  }).output();
  if (!success) throw new Error(`${name}: ${new TextDecoder().decode(stderr)}`);
  const { cells, ...rest } = readNotebook(`${folder}/${name}.ipynb`);
  return { ...rest, cells: cells.map(mergeStreams) };
}

/** Merges consecutive prints into one output, as in JupyterLab; code hosts draw a box around each. */
function mergeStreams(cell: Cell): Cell {
  if (!cell.outputs) return cell;
  const outputs: Output[] = [];
  for (const output of cell.outputs) {
    const last = outputs.at(-1);
    if (last?.text && output.text && last.name === output.name) {
      outputs[outputs.length - 1] = { ...last, text: [last.text, output.text].flat() };
    } else outputs.push(output);
  }
  return { ...cell, outputs };
}

/**
 * The outputs of each code cell without what differs from run to run: streams by name and number of
 * lines, displays by their media types.
 */
export function outputKinds({ cells }: Notebook): string[] {
  return cells.filter((cell) => cell.cell_type === "code").map((cell) =>
    cell.outputs!.map(({ output_type, name, text, data }) => {
      if (data) return `${output_type}: ${Object.keys(data).sort().join(", ")}`;
      return name ? `${name}: ${textOf(text).split("\n").length} lines` : output_type;
    }).join(" | ")
  );
}

/** The text of a cell or stream. */
export function textOf(text: string | readonly string[] = ""): string {
  return typeof text === "string" ? text : text.join("");
}
