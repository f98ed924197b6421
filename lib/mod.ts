/**
 * What notebooks and your own projects import: data, detectors, training, scores, pictures, runs.
 * The rest is in modules by topic, such as `@daad/reproduction/data`: see `exports` in `deno.json`.
 *
 * From images to a picture (two epochs on small images: enough to see how it works, not to detect
 * well; without `imageSize` and `config` the defaults train properly):
 *
 * @example
 * ```ts
 * import * as daad from "./mod.ts";
 *
 * const category = await daad.loadCategory("data/sample/bottle");
 * const config = { epochs: 2 };
 * using detector = await daad.createDetector("daad", category, { imageSize: 32, config });
 * const data = await daad.decodeCategory(category, detector.config);
 * await detector.fit(data.train, { seed: 0, onProgress: daad.liveProgress() });
 * const evaluation = await daad.evaluate(detector, data);
 * const threshold = await daad.trainingThreshold(detector, data.train);
 * await daad.show(daad.plotScoreHistogram(evaluation, { threshold }));
 * await daad.show(await daad.imageGrid({ set: data.test, masks: data.masks, ...evaluation }));
 * ```
 *
 * @module
 */
export type { Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from "@tensorflow/tfjs";
export * from "./errors.ts";
export * from "./random.ts";
export { useBackend } from "./backend/mod.ts";
export {
  checkCategory,
  countImages,
  decodeCategory,
  formatReport,
  type ImageSet,
  loadCategory,
  openDataset,
  toBatch,
} from "./data/mod.ts";
export {
  calibrate,
  defaultThreshold,
  defineConfig,
  defineMethod,
  describeAlarms,
  type Detector,
  type Fitted,
  imageFields,
  scoreImages,
} from "./detector/mod.ts";
export {
  createDetector,
  findMethod,
  loadDetector,
  registerMethod,
  saveDetector,
} from "./registry/mod.ts";
export { type ProgressListener, stopSignal } from "./train/mod.ts";
export { blockCount, blockSize, featureShape, type MemoryReport } from "./daad/mod.ts";
export { auroc } from "./metrics/mod.ts";
export { publishedImageAuroc, readRecord, type RunRecord, writeScores } from "./record/mod.ts";
export {
  aurocPoints,
  besideUntrained,
  blockInspector,
  cellPoints,
  chosenProfile,
  decide,
  downsamplingPoints,
  evaluate,
  type Evaluation,
  inspectMemories,
  judgeUntrained,
  readStored,
  rebuildFromBlocks,
  rebuiltTile,
  requireRecords,
  run,
  runCells,
  type RunOptions,
  saveDecision,
  tableOfRecords,
  type ToyResult,
  trainDetector,
  trainingThreshold,
  type Tuned,
  tuneHere,
  type Untrained,
  viewCells,
  viewTable,
} from "./experiment/mod.ts";
export {
  calibrationSwitch,
  type Figure,
  imageGrid,
  inputTile,
  judgeTable,
  liveProgress,
  maskTile,
  memorySheet,
  pictureSlider,
  plotAurocs,
  plotDownsampling,
  plotGranularity,
  plotLosses,
  plotMemoryUsage,
  plotPrecisionRecall,
  plotRoc,
  plotRoughness,
  plotScoreHistogram,
  rowsTable,
  sampleSheet,
  saveFigure,
  show,
  type Tile,
  tileGrid,
} from "./report/mod.ts";
export { exportModel, exportOnce } from "./export/mod.ts";
