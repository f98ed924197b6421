/** Every tolerance of the tests, with its reason. */
export const TOLERANCE = {
  /** Golden values computed in float64, stored as float32, against float32 on each backend. */
  golden: { tensorflow: 1e-5, webgpu: 1e-5, wasm: 1e-5, cpu: 1e-5 },
  /** Feature maps of up to a hundred float32 layers, relative to the largest value of the map. */
  features: 1e-4,
  /** Two float32 backends that sum in different orders. */
  oracle: 1e-5,
  /**
   * Scores and maps of one trained model on different backends: some thirty layers in float32, each
   * summed in another order.
   */
  parity: 1e-5,
  /** Maps of distances between features that a drawn network makes nearly the same everywhere. */
  parityDistances: 2e-4,
  /**
   * Losses of ten compiled steps against ten op by op: oneDNN picks other kernels in a graph, and
   * Adam, whose first steps look at signs of gradients, amplifies their last bits.
   */
  compiled: 1e-5,
  /** AUROC of two trainings whose rounding differs from the first step on. */
  trainedAuroc: 0.02,
  /** AUROC and average precision in float64 against scikit-learn: rounding only. */
  metric: 1e-12,
  /** The normal distribution, relative to SciPy: its tails are tiny. */
  normal: 1e-12,
  /** Digamma and its relatives, relative to SciPy: rounding of a few sums. */
  special: 1e-12,
  /** α of a Dirichlet fit that stops at changes of 1e-9: its fixed point closes in slowly. */
  dirichlet: 1e-6,
  /** PRO against sums in another order over millions of pixels. */
  pro: 1e-9,
  /** Pixel AUROC of replicates: what sorting one bin of scores wrongly may cost. */
  pixelBins: 1 / 4096,
  /** Relative width of an interval of 10000 replicates: sampling of its two quantiles. */
  bootstrapWidth: 0.05,
  /** Share of 200 data sets whose interval holds the truth: three standard errors at 80 %. */
  coverage: 0.085,
  /** Distances, shrinkage and components in float64 against scikit-learn: condition times rounding. */
  gaussian: 1e-9,
  /** Distances by `‖a‖² + ‖b‖² − 2ab` in float32 of vectors about as far apart as they are long. */
  nearest: 1e-5,
} as const;
