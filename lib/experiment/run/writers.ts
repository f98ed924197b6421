/**
 * What a run writes besides its record.
 *
 * @module
 */
import { heatmaps } from "./heatmaps.ts";
import { model } from "./model.ts";
import type { WriterName } from "./options.ts";
import { page } from "./page.ts";
import { regions } from "./regions.ts";
import { scores } from "./scores.ts";
import type { Writer } from "./writer.ts";

const WRITERS: Readonly<Record<WriterName, Writer>> = { model, scores, regions, heatmaps, page };

/** Finds writers by their names; without names, returns all of them, with the page last. */
export function writersOf(names: readonly WriterName[] | undefined): readonly Writer[] {
  return names?.map((name) => WRITERS[name]) ?? Object.values(WRITERS);
}
