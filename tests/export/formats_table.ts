/**
 * The table of methods and formats in `lib/export/README.md`, from the code.
 *
 *     deno run -A tests/export/formats_table.ts
 *
 * writes it.
 */
import { EXPORT_FORMATS } from "../../lib/export/export_model.ts";
import { OUTPUT_NAMES } from "../../lib/export/graph/graph.ts";
import { WITHOUT_GRAPH } from "../../lib/export/graph/without_graph.ts";
import { METHODS } from "../../lib/registry/registry.ts";
import { LACKS } from "../methods/contract.ts";

/** Methods whose graph lacks maps, and why. */
const WITHOUT_MAPS: Readonly<Record<string, string>> = {
  spade: "its maps compare with the feature maps of the training images, megabytes for each",
};

/** The page that contains the table. */
export const PAGE = "lib/export/README.md";

const [BEGIN, END] = ["<!-- formats -->", "<!-- /formats -->"];

/** The outputs of an exported model of a method; a calibration adds some if it rebuilds images. */
export function exportedOutputs(id: string, calibrated = false): readonly string[] {
  const lacking: readonly string[] = LACKS[id] ?? [];
  return OUTPUT_NAMES.filter((name) =>
    name.startsWith("calibrated")
      ? calibrated && !lacking.includes("reconstructions")
      : !lacking.includes(name) && !(name === "maps" && WITHOUT_MAPS[id])
  );
}

/** The page with its table brought up to date. */
export function withTable(page: string): string {
  const [from, to] = [page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)];
  return `${page.slice(0, from)}\n\n${formatsTable()}\n\n${page.slice(to)}`;
}

function formatsTable(): string {
  const rows = METHODS.map(({ id, title }) => {
    const reason = WITHOUT_GRAPH[id];
    const gap = reason ?? WITHOUT_MAPS[id] ?? "";
    return [
      title,
      ...EXPORT_FORMATS.map(() => reason === undefined ? "yes" : "no"),
      reason === undefined ? exportedOutputs(id).join(", ") : "–",
      gap,
    ];
  });
  const all = [["method", ...EXPORT_FORMATS, "results", "what is missing, and why"], ...rows];
  const widths = all[0]!.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  const [head, ...body] = all.map(line);
  return [head, line(widths.map((width) => "-".repeat(width))), ...body].join("\n");
}

if (import.meta.main) await Deno.writeTextFile(PAGE, withTable(await Deno.readTextFile(PAGE)));
