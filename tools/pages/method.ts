/**
 * The page of a method.
 *
 * @module
 */
import type { Kept } from "../kept/kept.ts";
import { formatMethodResults } from "../tables/method_table.ts";
import { formatTried } from "../tables/tried_table.ts";
import { NO_RECORD, page, SCORES, tunedNotes } from "./page_text.ts";

/** A method's runs by category, and its settings that were tried. */
export function methodPage({ id, title }: { id: string; title: string }, kept: Kept): string {
  const own = kept.records.filter(({ method }) => method === id);
  const tried = kept.tried.filter(({ method }) => method === id);
  return page(`${title}: runs by category`, "../../", [
    "Image AUROC in percent, weights of the last epoch. One seed: in brackets the 95 % bootstrap " +
    "interval over test images; several: ± their standard deviation. Each row is one or more records " +
    "in `data/results`, which name configuration, code, machine and backend. Splits are the official ones; " +
    "where fewer test images were scored, they are spread evenly over the set.",
    own.length > 0 ? formatMethodResults(own) : NO_RECORD,
    ...tunedNotes("../../../", own),
    ...(tried.length > 0 ? ["## Tried settings", formatTried(tried)] : []),
    SCORES,
  ]);
}
