/**
 * The page of hours.
 *
 * @module
 */
import type { Kept } from "../kept/kept.ts";
import { METHOD_PLANS } from "../kept/places.ts";
import { formatHours } from "../tables/hours.ts";
import { page } from "./page_text.ts";

/** How many times faster a GPU is assumed to be than one thread of the records' machine. */
const GPU = 40;

/** Estimated hours of the full setting. */
export async function hoursPage({ records }: Kept): Promise<string> {
  return page("Hours of the full setting", "../", [
    "Estimated training hours in profile `paper` on one thread of the records' machine: the least time that " +
    "a record of the same network and losses has for an image and epoch on one thread, times images, " +
    "epochs, pixels and the square of the network's width; nothing where there is no such record. " +
    `The last row is a guess: it takes a GPU to be ${GPU} times as fast as a thread, which was not measured.`,
    await formatHours(METHOD_PLANS, records, GPU),
  ]);
}
