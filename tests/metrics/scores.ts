/** Random scores for tests of metrics. */
import { Random } from "../../lib/random.ts";

/** Normal scores N(0, 1) and anomalous ones N(shift, 1), the normal ones first. */
export function normalScores(
  { normal, anomalous, shift, seed = 0 }: {
    normal: number;
    anomalous: number;
    shift: number;
    seed?: number;
  },
): { scores: number[]; labels: number[] } {
  const random = new Random(seed);
  const labels = Array.from({ length: normal + anomalous }, (_, i) => (i < normal ? 0 : 1));
  return { scores: labels.map((label) => random.normal() + shift * label), labels };
}

/** The mean of `won(anomalous score, normal score)` over all pairs; `won` decides how ties count. */
export function pairShare(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  won: (anomalous: number, normal: number) => number,
): number {
  const of = (label: number) => Array.from(scores).filter((_, i) => labels[i] === label);
  const [normal, anomalous] = [of(0), of(1)];
  let sum = 0;
  for (const a of anomalous) for (const n of normal) sum += won(a, n);
  return sum / (normal.length * anomalous.length);
}
