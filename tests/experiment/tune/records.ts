/** Records of trials that never ran. */
import type { TrialRecord } from "../../../lib/experiment/tune/trial_record.ts";

/** The results of a made-up trial for one kind of defect. */
export interface KindFacts {
  readonly kind: string;
  /** Image AUROC by the method's own score, `top`. */
  readonly top: number;
  /** Image AUROC by the mean square. Default: as `top`. */
  readonly mse?: number;
  readonly pixel?: number;
}

/** A record of a trial of DAAD. */
export function someTrial(
  facts: Partial<Omit<TrialRecord, "measures">> & { readonly kinds: readonly KindFacts[] },
): TrialRecord {
  const { kinds, ...others } = facts;
  return {
    ...{ schema: 1, method: "daad", category: "bottle", candidate: "default", round: 1, share: 1 },
    ...{ fold: 0, seed: 0, config: {}, runHash: "0", own: "top", fingerprint: "f" },
    images: { trained: 2, heldOut: 2 },
    code: { version: "0" },
    backend: { id: "cpu", description: "none", precision: "fp32" },
    seconds: { training: 1, total: 1 },
    ...others,
    measures: kinds.map(({ kind, top, mse = top, pixel }) => ({
      ...{ kind, images: 2, image: { mse, top, max: 0 } },
      ...(pixel !== undefined && { pixel }),
    })),
  };
}
