/**
 * The map of ARCHITECTURE.md, drawn from the order that the gate enforces.
 *
 * @module
 */
import { type Layer, LAYERS, TOOL_LAYERS } from "../../tests/gate/layers.ts";

/** Column where the descriptions begin. */
const COLUMN = 17;

/** Formats one line per folder and per part of it, as a block of text. */
export function formatMap(): string {
  const line = (depth: number, name: string, says: string) =>
    (" ".repeat(2 * depth) + name).padEnd(COLUMN) + says;
  const linesOf = (layers: readonly Layer[]) =>
    layers.flatMap(({ folder, says, parts = {} }) => [
      line(1, folder.endsWith(".ts") ? folder : `${folder}/`, says),
      ...Object.entries(parts).map(([name, about]) => line(2, `${name}/`, about)),
    ]);
  return ["```", "lib/", ...linesOf(LAYERS), "tools/", ...linesOf(TOOL_LAYERS), "```"].join("\n");
}
