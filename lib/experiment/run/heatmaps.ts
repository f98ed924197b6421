/**
 * Heat maps of the test images, where the method has maps.
 *
 * @module
 */
import { writeHeatmaps } from "../../report/pictures/heatmap.ts";
import type { Writer } from "./writer.ts";

/** Writes heat maps and the overview, and removes those of an earlier run. */
export const heatmaps: Writer = {
  files: ["heatmaps", "overview.png"],
  write: async ({ result: { data, tested }, output }) => {
    const { test: set, masks } = data;
    const { scores, maps, reconstructions } = tested;
    const replace = (names: readonly string[]) => output.replaceFolder("heatmaps", names);
    await output.remove(["overview.png"]);
    if (!maps) return await replace([]);
    const { path: folder } = output;
    await writeHeatmaps({ folder, set, scores, maps, reconstructions, masks, replace });
  },
};
