/**
 * What a run leaves beside its record.
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

/** The writers of these names; all of them, the page last, where none are named. */
export function writersOf(names: readonly WriterName[] | undefined): readonly Writer[] {
  return names?.map((name) => WRITERS[name]) ?? Object.values(WRITERS);
}
