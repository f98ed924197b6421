/**
 * Formats what choosing by synthetic defects is worth on real ones.
 *
 * @module
 */
import { pairSettings } from "../../lib/experiment/tune/agreement.ts";
import { formatAgreement } from "../../lib/experiment/tune/agreement_text.ts";
import type { Study } from "../kept/study.ts";
import { formatVariantChoice } from "./variant_choice.ts";

/** Tables of how well synthetic defects choose settings and, where they were measured, calibrations. */
export function formatStudy({ trials, runs, variants }: Study): string[] {
  return [
    formatAgreement(pairSettings(trials, runs)),
    formatVariantChoice(trials, variants),
  ].flat();
}
