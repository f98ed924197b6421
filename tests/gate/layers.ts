/**
 * The order of the folders of `lib` and of `tools`, lowest first: a file imports from its own folder and
 * from lower ones. `check_imports.ts` enforces it, `tools/pages/architecture_map.ts` draws it in
 * ARCHITECTURE.md.
 *
 * @module
 */

/** One folder. */
export interface Layer {
  /** Its name; `*.ts` = the files beside the folders, `methods/ID` = any one method. */
  readonly folder: string;
  /** A line that says what is in it. */
  readonly says: string;
  /** Whether it is on the same level as the folder before it: neither imports the other. */
  readonly besideThat?: true;
  /** Whether it must not import tfjs: it is about numbers, images and files. */
  readonly noTensors?: true;
  /** Its subfolders, lowest first, each with a line that says what is in it; its own files are on top. */
  readonly parts?: Readonly<Record<string, string>>;
}

/** All folders of `lib`. */
export const LAYERS: readonly Layer[] = [
  {
    folder: "*.ts",
    says: "errors, files, JSON, configurations, random numbers",
    noTensors: true,
  },
  {
    folder: "backend",
    says: "where tensors are computed: choose a backend, describe it, read tensors",
    parts: {
      settings: "what callers and environment variables may choose, and what is told of it",
      gradients: "gradients of convolutions that tfjs lacks or computes slowly",
      library: "TensorFlow's C library: found, loaded, quiet",
      cuda: "NVIDIA's driver and libraries, asked and reported; exact arithmetic on a GPU",
      native: "the library's tensors, attributes and graphs, in TypeScript",
      tensorflow: "the binding that tfjs-node's kernels call; recordings, variables, event files",
      program: "a recorded function, built and replayed",
      webgpu: "tfjs's WebGPU kernels on Deno's own adapter",
      wasm: "tfjs's WebAssembly kernels, with those that training lacks",
      javascript: "tfjs's plain JavaScript kernels",
    },
  },
  {
    folder: "metrics",
    says: "ranking metrics of images and pixels, PRO, bootstrap and DeLong intervals",
    noTensors: true,
    parts: {
      statistics: "means, medians, quantiles, the normal distribution, ranks",
      images: "AUROC, average precision, F1, false alarms, of a score for each image",
      pixels: "the same of maps with masks, and PRO",
    },
  },
  {
    folder: "data",
    says: "datasets: folders, MVTec AD, CIFAR-10, MNIST; validation, decoding, fingerprints",
    noTensors: true,
    parts: {
      images: "what a set of images is: in memory or not, whole or in tiles",
      decode: "from a file to pixels: formats, bit depths, sizes, ranges of values",
      masks: "ground truth: names, formats, what counts as a defect, resizing",
      datasets: "what is in a folder or file, and which images are training and test images",
      checks: "what is wrong or unusual in images, before they are trained on",
      augment: "seeded changes of images, one file each",
      download: "fetches what may be passed on: resumed, checked, unpacked",
    },
  },
  {
    folder: "nn",
    says: "layers, losses, error maps, Adam, named variables, safetensors",
    parts: {
      ops: "ops of tensors that tfjs lacks, or has without a quick gradient",
      losses: "losses and maps of errors",
      variables: "named variables: made, drawn, saved",
      optimisers: "Adam, SGD, weight decay",
      layers: "layers, and networks that several methods share",
      backbones: "networks trained on ImageNet, frozen or as variables; where their weights are",
    },
  },
  { folder: "train", says: "the training loop, its feed, checkpoints, progress" },
  {
    folder: "detector",
    says:
      "what a method is: the contract, defineMethod, defineConfig, fitNetwork, fitAdversarially",
    parts: {
      machine: "what a run uses of its machine: folders of weights, the cache of features",
      contract: "what every method implements",
      config: "configurations: defineConfig, and the fields that several methods share",
      define: "defineMethod, and what it scores by: maps of errors and their statistics",
      fit: "fitNetwork, fitAdversarially, and what they watch",
      calibration: "an error against what normal images leave there",
      features: "features of frozen networks: extraction, one pass over a set",
      scoring: "scores of sets of images, whole or in tiles",
      thresholds: "between normal and anomalous; controls without a network",
    },
  },
  {
    folder: "daad",
    says: "the paper: division, block memory, generator, losses, score, detectors",
  },
  {
    folder: "methods/ID",
    says: "one compared method: configuration, network, loss, score, detector, README",
    besideThat: true,
  },
  {
    folder: "registry",
    says: "the one folder that knows all methods: create, save, load, names, plug-ins",
  },
  {
    folder: "record",
    says: "what is kept of a run: record, scores, published numbers",
    noTensors: true,
    parts: {
      run: "the record of one run: its parts, its file, its scores",
      compare: "by which score runs may be compared, and with what was published",
      table: "from records to tables: entry, group, label, build",
    },
  },
  {
    folder: "report",
    says: "pictures and pages of records and arrays; it runs no detector",
    noTensors: true,
    parts: {
      figure: "what a figure is; colours, safe markup",
      svg: "draws charts without a browser",
      pictures: "images with maps, outlines, sliders and switches",
      plots: "one chart a file, as Plotly figures",
      page: "report.html of training and scoring",
      table: "tables as Markdown, CSV, JSON, HTML",
      show: "in a notebook, in a browser or to a file; live progress",
    },
  },
  {
    folder: "experiment",
    says: "a run from folder to record; it returns data",
    parts: {
      provenance: "what decides the bits of a run: code, environment, command",
      output: "a folder that one process writes: lock, list of files, checkpoints, boards",
      evaluate: "what is measured: scores, controls, learning, shift, thresholds",
      run: "fit, evaluate, describe, and one file for each thing that is written",
      score: "images scored by a trained model: a set, resumed, or a folder that is watched",
      plan: "tables and figures as data: variants × categories × seeds, profiles",
      sweep: "runs the cells of a plan: states, processes",
      tune: "settings chosen by synthetic defects: candidates, folds, trials, ranking",
      notebook: "what the notebooks call: tables, comparisons, decisions, memories",
    },
  },
  {
    folder: "export",
    says: "trained models for other programs: the scoring function as a graph",
    parts: {
      graph: "the scoring function, recorded, for any number of images",
      tfjs: "writes it as a graph model of tfjs",
      onnx: "writes it as ONNX: the table of operators, the schema",
      web: "writes a page that runs it; page/ is what the browser executes",
    },
  },
  {
    folder: "mod.ts",
    says: "what notebooks and plug-ins import",
  },
  {
    folder: "cli",
    says: "the command line",
    besideThat: true,
    parts: {
      process: "who started it, and what it may do",
      terminal: "what is printed: lines, bars, refusals",
      options: "options that several commands share, as values",
      setup: "one file for each thing that is installed",
      pack: "what a machine without a network needs: archives, parts, the script that unpacks",
      commands: "one file a command, and what it alone needs",
    },
  },
];

/** All folders of `tools`. */
export const TOOL_LAYERS: readonly Layer[] = [
  { folder: "kept", says: "reads and extends the records in data" },
  { folder: "judge", says: "differences, and the verdicts on the paper's claims" },
  { folder: "choice", says: "settings chosen for several categories, and what choosing is worth" },
  { folder: "tables", says: "one table or figure a file" },
  { folder: "pages", says: "one page a file, and what writes them" },
  { folder: "*.ts", says: "one file a command" },
];
