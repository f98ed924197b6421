/** Every tolerance of the tests, with its reason. */
export const TOLERANCE = {
  /** Golden values computed in float64, stored as float32, against float32 on TensorFlow. */
  golden: 1e-5,
  /** Two float32 backends that sum in different orders. */
  oracle: 1e-5,
  /** AUROC and average precision in float64 against scikit-learn: rounding only. */
  metric: 1e-12,
} as const;
