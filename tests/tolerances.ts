/**
 * Every tolerance of the tests, with its reason. Tolerances follow from what is compared, never from
 * the machine on which a test was written. `deno task test:machines` prints how much of each is used
 * with other instruction sets, other numbers of threads and without oneDNN.
 */

/** The distance from 1 to the next float32. */
const EPSILON = 2 ** -23;

/**
 * How much two sums of `terms` float32 products may differ, relative to the largest result, if they
 * are added in different orders: each addition rounds by half an ε and the errors add up like a
 * random walk, √terms · ε / 2. Four standard deviations on both sides make 4 √terms · ε.
 */
const reordered = (terms: number): number => 4 * Math.sqrt(terms) * EPSILON;

/** The tolerances, by purpose. */
export const TOLERANCE = {
  /** Up to sixteen float32 operations on values around 1. */
  rounding: 16 * EPSILON,
  /** One layer or loss: sums of up to a thousand products. */
  sums: reordered(1000),
  /** Golden values computed in float64, stored as float32, against sums of up to 400 products. */
  golden: reordered(400),
  /** Feature maps of up to a hundred layers whose errors add up: a hundred times one rounding. */
  features: 100 * 8 * EPSILON,
  /**
   * Probabilities of a photograph: logits of up to twenty from features with the error above, and a
   * probability moves by a quarter of its logit. A wrong input scale moves them by 0.04 to 0.12.
   */
  probability: 5 * 100 * 8 * EPSILON,
  /** Two float32 backends that sum in different orders: the largest sums of the cases. */
  oracle: reordered(1000),
  /** Scores and maps of one trained model: some thirty layers of sums of up to a thousand. */
  parity: reordered(1000),
  /**
   * Scores and maps of an exported model in another program: layers whose sums have some four hundred
   * products, added in another order. Below the 1e-5 that exports promise.
   */
  exported: reordered(400),
  /** Scores in an exported page, for files that it decodes to the same pixels as the commands. */
  page: 1e-4,
  /**
   * The same for JPEG files larger than the model's input: the commands decode them at a smaller size,
   * the page averages what the browser decoded, and pixels differ by half a gray value.
   */
  pageJpeg: 0.02,
  /**
   * Maps of distances between features that a network of random weights makes nearly the same
   * everywhere: two features differ by a tenth of their size, so rounding counts ten times.
   */
  parityDistances: 10 * reordered(1000),
  /** The first loss of a training, compiled against op by op: nothing has amplified it yet. */
  firstStep: reordered(100),
  /**
   * Compiled against op by op after some steps, in multiples of the effect of other last bits of the
   * initial weights on the same training (`tests/amplification.ts`). That effect is measured only three
   * times, and the weights differ only once, whereas a graph rounds differently in every op.
   */
  amplified: 8,
  /** AUROC of two trainings whose rounding differs from the first step on. */
  trainedAuroc: 0.02,
  /** The mean over steps of a total against the sum of the means of its terms. */
  meanLosses: reordered(1000) * 8,
  /**
   * Gradients of biases that a batch norm cancels, as a share of the largest gradient: sums of
   * thousands of entries that cancel, divided by deviations; a bias that matters has a tenth or more.
   */
  cancelled: 1e-3,
  /** Gradients against differences of float32 values of step 0.01: ε / h of values around ten. */
  finiteDifference: 5e-3,
  /** A search by gradient steps, by itself against in a batch: other shapes, other kernels, amplified. */
  search: 1e-3,
  /** AUROC and average precision in float64 against scikit-learn: rounding only. */
  metric: 1e-12,
  /** The normal distribution, relative to SciPy: its tails are tiny. */
  normal: 1e-12,
  /** Digamma and its relatives, relative to SciPy: rounding of a few sums. */
  special: 1e-12,
  /** α of a Dirichlet fit that stops at changes of 1e-9: its fixed point closes in slowly. */
  dirichlet: 1e-6,
  /** PRO against sums in another order over millions of pixels, in float64. */
  pro: 1e-9,
  /** Pixel AUROC of replicates: the most that one wrongly sorted bin of scores may cost. */
  pixelBins: 1 / 4096,
  /** Relative width of an interval of 10000 replicates: sampling of its two quantiles. */
  bootstrapWidth: 0.05,
  /** Share of 200 data sets whose interval holds the truth: three standard errors at 80 %. */
  coverage: 0.085,
  /** Distances, shrinkage and components in float64 against scikit-learn: condition times rounding. */
  gaussian: 1e-9,
  /** Distances by `‖a‖² + ‖b‖² − 2ab` in float32 of vectors about as far apart as they are long. */
  nearest: reordered(1000),
  /** The same for a vector and itself, relative to its length: `√(‖a‖² · n ε)` instead of 0. */
  ownDistance: 2e-3,
} as const;
