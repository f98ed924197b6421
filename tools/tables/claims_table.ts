/**
 * The verdicts on the paper's claims, for README.md and docs/tables.
 *
 * @module
 */
import type { ScoreName } from "../../lib/record/compare/statistic.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { runName } from "../../lib/registry/naming.ts";
import { type Claim, CLAIMS } from "../judge/claims.ts";
import { comparisonTitle } from "../judge/difference.ts";
import { agreeOn, type Finding } from "../judge/verdict.ts";
import type { Kept } from "../kept/kept.ts";
import { METHOD_PLANS } from "../kept/places.ts";
import { SHORT_TITLES, shownScores } from "./shown_scores.ts";

/** Cell for a data set that a claim is not about. */
const NOTHING = "";

/** Formats one row per claim and one column per data set, with a verdict of one word. */
export function formatVerdicts(kept: Kept, claims: readonly Claim[] = CLAIMS): string {
  const byText = [...Map.groupBy(claims, ({ text }) => text)];
  return formatGrid(
    ["Claim of the paper", ...METHOD_PLANS.map(({ dataset }) => SHORT_TITLES[dataset]!)],
    byText.map(([text, of]) => [
      text,
      ...METHOD_PLANS.map(({ dataset }) => {
        const claim = of.find((claim) => claim.dataset === dataset);
        if (!claim) return NOTHING;
        return agreeOn(findingsOf(claim, kept).map(([, { verdict }]) => verdict));
      }),
    ]),
  );
}

/** Formats a row for each claim, data set and score, with what was measured. */
export function formatClaims(kept: Kept, claims: readonly Claim[] = CLAIMS): string {
  return formatGrid(
    ["Claim of the paper", "Data", "Compared", "By", "Measured", "Over seeds", "Verdict"],
    claims.flatMap((claim) => {
      const findings = findingsOf(claim, kept);
      const data = SHORT_TITLES[claim.dataset]!;
      const compared = escapeMarkdown(comparedIn(claim));
      if (findings.length === 0) {
        return [[claim.text, data, compared, "", whyOpen(claim, kept), "", "open"]];
      }
      return findings.map(([score, { measured, overSeeds = "", verdict }]) => [
        claim.text,
        data,
        compared,
        claim.scored ? SHORT_TITLES[score]! : "error in defects",
        ...[measured, overSeeds, verdict],
      ]);
    }),
  );
}

/** What is subtracted from what. */
function comparedIn({ compared, variants }: Claim): string {
  return compared ? comparisonTitle(compared) : variants?.join(" − ") ?? "";
}

/** What is missing for a judgement. */
function whyOpen({ dataset, compared }: Claim, { records }: Kept): string {
  const measured = compared?.every((name) =>
    records.some((run) => run.dataset === dataset && runName(run) === name)
  );
  return measured ? "no runs with the same score, images and epochs" : "no record yet";
}

function findingsOf(claim: Claim, kept: Kept): (readonly [ScoreName, Finding])[] {
  const records = kept.stored.map(({ record }) => record);
  const scores = claim.scored ? shownScores(records) : ["own"] as const;
  return scores.flatMap((score) => {
    const finding = claim.judge(kept, score);
    return finding ? [[score, finding] as const] : [];
  });
}
