/**
 * The map of ARCHITECTURE.md, drawn from the order that the gate holds.
 *
 * @module
 */
import { LAYERS } from "../tests/gate/layers.ts";

/** Column where the lines begin. */
const COLUMN = 17;

/** A line each folder and each of its own, as a block of text. */
export function formatMap(): string {
  const line = (depth: number, name: string, says: string) =>
    (" ".repeat(2 * depth) + name).padEnd(COLUMN) + says;
  const lines = LAYERS.flatMap(({ folder, says, parts = {} }) => [
    line(1, folder.endsWith(".ts") ? folder : `${folder}/`, says),
    ...Object.entries(parts).map(([name, about]) => line(2, `${name}/`, about)),
  ]);
  return ["```", "lib/", ...lines, "```"].join("\n");
}
