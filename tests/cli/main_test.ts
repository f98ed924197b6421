import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { BACKENDS } from "../../lib/backend/backend.ts";
import { formatCudaReport } from "../../lib/backend/cuda/report.ts";
import { daadConfig } from "../../lib/daad/config.ts";
import { DOWNLOADS } from "../../lib/data/mod.ts";
import { readRecord } from "../../lib/record/run/record_file.ts";
import { METHODS } from "../../lib/registry/registry.ts";
import { daad, type Ended, type EnvironmentChanges, runDeno, unlaunched } from "../child.ts";
import { copySmallBottle, SMALL_CONFIG, smallBottleWarning } from "../experiment/small_bottle.ts";
import { withTempDir } from "../temp_dir.ts";
import { exists } from "../until.ts";

/** Asserts that a command failed with one line and returns the text after `error: `. */
function failure({ code, stdout, stderr }: Ended): string {
  const lines = stderr.trimEnd().split("\n").filter((line) => !line.startsWith("backend: "));
  assertEquals([code, stdout, lines.length], [1, "", 1], stderr);
  assertMatch(lines[0]!, /^error: /);
  return lines[0]!.slice("error: ".length);
}

/** For commands that fail before anything is computed: TensorFlow takes longer to load. */
const PLAIN = { DAAD_BACKEND: "cpu" };

/** The arguments of a training that is over in a moment. */
async function smallTraining(dir: string): Promise<string[]> {
  const data = await copySmallBottle(dir);
  await Deno.writeTextFile(`${dir}/small.json`, JSON.stringify(SMALL_CONFIG));
  const options = { data, config: `${dir}/small.json`, out: `${dir}/out`, "image-size": "32" };
  return ["train", ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])];
}

Deno.test("daad: wrong use exits with 2 and says what is wrong", async () => {
  const train = ["train", "--data", "d", "--out", "o"];
  const cases: [string[], string][] = [
    [["trian"], "unknown command 'trian'"],
    [["doctor", "--jsno"], "unknown option '--jsno'"],
    [["train", "--out", "o"], "name the data with --data <dir>, or with --normal <path...>"],
    [["train", "--data", "d"], "required option '--out <dir>' not specified"],
    [["score", "--model", "m", "--out", "o"], "required option '--images <path...>'"],
    [["check-data"], "name the data: a folder, or --normal <path...>"],
    [["tune", "--out", "o"], "name the data with --data <dir>, or with --normal <path...>"],
    [["tune", "--data", "d", "--out", "o", "--trials", "1"], "'1' is invalid"],
    [["reproduce", "mnist", "--seeds", "0", "abc"], "'abc' is invalid. Expected a whole number >="],
    [["reproduce", "mnist", "--seeds", "0,-1"], "'0,-1' is invalid. Expected a whole number >="],
    [["reproduce", "mnist", "--seeds", ","], "'--seeds <numbers...>' argument ',' is invalid"],
    [["reproduce", "mnist", "--results", ""], "--results: is empty; give it a value"],
    [["train", "--data", "d", "--out="], "--out: is empty; give it a value, or leave it out"],
    [["download", "mnist", "--stall-timeout", "3000000"], "'3000000' is invalid"],
    [["reproduce", "mnist", "--gres", "gpu:1"], "--gres: only with --slurm; add it"],
    [["check-data", "d", "--test", "e"], "--test: not together with a folder; leave one"],
    [[...train, "--protocol", "two-class"], "Allowed choices are one-class, one-class-abnormal"],
    [[...train, "more"], "too many arguments"],
    [[...train, "--epochs", "0"], "'0' is invalid. Expected a whole number >= 1."],
    [[...train, "--epochs", "many"], "'many' is invalid"],
    [[...train, "--batch", "1.5"], "'1.5' is invalid"],
    [[...train, "--batch", "1e3"], "'1e3' is invalid"],
    [[...train, "--image-size", "7"], "'7' is invalid. Expected a whole number >= 8."],
    [[...train, "--memory", "2GB"], "'2GB' is invalid. Expected a whole number >= 0."],
    [[...train, "--seed", "-1"], "'-1' is invalid"],
    [[...train, "--seed", "4294967296"], "Expected a whole number >= 0 and <= 4294967295."],
  ];
  await Promise.all(cases.map(async ([args, expected]) => {
    const { code, stdout, stderr } = await daad(args);
    assertEquals([code, stdout], [2, ""], args.join(" "));
    assertStringIncludes(stderr, expected);
    assertStringIncludes(stderr, "--help lists the options");
  }));
});

Deno.test("daad: --help and --version are no errors and list every command", async () => {
  const help = await daad(["--help"]);
  assertEquals([help.code, help.stderr], [0, ""]);
  for (const name of ["train", "score", "table", "check-data", "download", "doctor"]) {
    assertStringIncludes(help.stdout, `\n  ${name} `);
  }
  const fields = await daad(["train", "--method", "ocgan", "--help"]);
  assertStringIncludes(fields.stdout, "\nFields of --config for ocgan");
  assertStringIncludes(
    fields.stdout,
    "\n  mining.start            Share of the training after which",
  );
  const words = (await daad(["train", "--help"])).stdout.replaceAll(/\s+/g, " ");
  assertStringIncludes(words, "(the method's own; daad: 1,300 steps, at least 50 passes)");
  assertStringIncludes(words, "(the method's own; daad: 8, up to 32 pixels 64)");
  const config = (imageSize: number, trainingImages: number) =>
    daadConfig.resolve({}, { imageSize, channels: 3, trainingImages }, "help");
  assertEquals([config(128, 209).batchSize, config(32, 209).batchSize], [8, 64]);
  assertEquals([config(128, 80).epochs, config(128, 5000).epochs], [130, 50]); // 10 steps each
  const version = await daad(["--version"]);
  assertMatch(version.stdout, /^\d+\.\d+\.\d+\n$/);
  assertEquals(version.code, 0);
});

Deno.test("daad: a mistake of the user is one line, without a trace", () =>
  withTempDir(async (dir) => {
    const train = await smallTraining(dir);
    const configured = async (name: string, text: string) => {
      await Deno.writeTextFile(`${dir}/${name}.json`, text);
      return ["--config", `${dir}/${name}.json`];
    };
    const cases: [string[], RegExp][] = [
      [["--data", `${dir}/none`], /none: no such folder; expected train\/good/],
      [await configured("cut", '{"epochs": 2,'), /cut\.json: no valid JSON: /],
      [await configured("list", "[2]"), /list\.json: expected a JSON object/],
      [await configured("unknown", '{"epoch": 2}'), /unknown\.json: unknown field epoch$/],
      [await configured("text", '{"epochs": "2"}'), /text\.json: epochs: .*found "2"$/],
      [["--config", `${dir}/none.json`], /none\.json: no such file$/],
      [["--config", dir], /^Is a directory/],
      [["--method", "dadd"], /^method dadd: unknown; expected one of daad, daad_plus, \w/],
      [["--image-size", "34"], /levels need an image size .* next to it are 32 and 36$/],
      [["--config", '{"epoch": 2}'], /^--config: unknown field epoch$/],
      [["--config", '{"epochs": 2'], /^--config: no valid JSON: /],
      [["--config", "{}", "--image-size", "130"], /^image size 130: .* 128 and 144 /],
      [
        ["--tile", "16", "--calibration", "{}"],
        /^--calibration: images are cut into tiles, .* leave one of them out$/,
      ],
      [["--method", "spade", "--epochs", "1"], /^--epochs: spade has none: it trains nothing/],
    ];
    await Promise.all(
      cases.map(async ([args, expected]) =>
        assertMatch(failure(await daad([...train, ...args], PLAIN)), expected)
      ),
    );
    assertEquals(await exists(`${dir}/out`), false);
  }));

Deno.test("daad pack and reproduce: options that contradict each other, and what a plan would compute", () =>
  withTempDir(async (dir) => {
    const pack = await daad(["pack", "--out", `${dir}/p`, "--no-tensorflow", "--cuda"]);
    assertEquals(failure(pack), "--cuda: not together with --no-tensorflow; leave one of them out");
    const plan = [
      "reproduce",
      "mnist",
      "--profile",
      "smoke",
      "--methods",
      "daad",
      "--results",
      dir,
    ];
    const { stdout } = await daad([...plan, "--precision", "bf16", "--dry-run"], PLAIN);
    assertStringIncludes(stdout, "arithmetic: bf16\n");
  }));

Deno.test("daad: what the operating system refuses is one line that names the path", () =>
  withTempDir(async (dir) => {
    const train = await smallTraining(dir);
    await Deno.writeTextFile(`${dir}/file`, "");
    const readOnly = unlaunched(train).filter((word) => !word.startsWith("--allow-write"));
    assertEquals(readOnly.length, unlaunched(train).length - 1);
    const score = (model: string) =>
      daad(["score", "--model", model, "--images", "x.png", "--out", `${dir}/scored`], PLAIN);
    const cases: [Promise<Ended>, string][] = [
      [
        daad([...train, "--out", `${dir}/file`], PLAIN),
        `${dir}/file: cannot be a folder, since ${dir}/file is a file; choose another folder`,
      ],
      [
        daad([...train, "--out", `${dir}/file/out`], PLAIN),
        `${dir}/file/out: cannot be a folder, since ${dir}/file is a file; choose another folder`,
      ],
      [
        runDeno(readOnly, { env: PLAIN }),
        `${dir}/out: this command may not write there; choose another folder`,
      ],
      [score(`${dir}/none`), `${dir}/none/detector.json: not found; expected`],
      [score(`${dir}/file`), `${dir}/file/detector.json: not found; expected`],
    ];
    for (const [ended, expected] of cases) assertStringIncludes(failure(await ended), expected);
  }));

Deno.test("daad train and score: a finished run, kept unless --overwrite, whose model scores", () =>
  withTempDir(async (dir) => {
    const train = await smallTraining(dir);
    const out = `${dir}/out`;
    const first = await daad([...train, "--seed", "5"]);
    assertEquals(first.code, 0, first.stderr);
    const record = await readRecord(`${out}/record.json`);
    assertEquals([record.seed, record.epochs, record.config.batchSize], [5, 2, 4]);
    const auroc = record.metrics.imageAuroc!.value.toFixed(3);
    assertMatch(first.stdout, new RegExp(`^image AUROC +${auroc}  \\[`, "m"));
    assertMatch(
      first.stdout,
      /published DAAD\+: 0\.976 \(recalled, not verified\); not comparable: \d/,
    );
    const pro = record.metrics.pixelPro!.toFixed(3);
    assertMatch(first.stdout, new RegExp(`^pixel PRO, FPR up to 0.3 ${pro}$`, "m"));
    assertMatch(first.stdout, /^image F1-max +0\.\d{3} {2}at threshold /m);
    assertMatch(first.stdout, /^pixel AUROC +0\.\d{3} {2}\[/m);
    assertStringIncludes(first.stdout, `written to               ${out}: `);

    assertMatch(failure(await daad(train)), /--out .*: already holds a finished run;.*--overwrite/);
    assertEquals((await readRecord(`${out}/record.json`)).seed, 5);
    assertMatch(
      first.stderr,
      /^network: images of 32×32, 2 levels that halve, deepest map 8×8, [\d,]+ parameters$/m,
    );
    const resumed = (...more: string[]) => daad([...train, "--resume", ...more], PLAIN);
    const other = failure(await resumed("--method", "ae", "--config", "{}"));
    assertStringIncludes(other, "holds another finished run: its method is daad, here it is ae;");
    const same = await resumed("--seed", "5");
    assertEquals([same.code, same.stderr], [0, `${out}: the run is finished\n`]);
    const longer = failure(await resumed("--seed", "5", "--epochs", "3"));
    assertMatch(longer, /its epochs is 2, here it is 3; to go on from its weights: --from/);
    assertMatch(failure(await resumed()), /its seed is 5, here it is 0; choose another folder/);
    await Deno.rename(`${dir}/bottle/train/good/000.jpg`, `${dir}/000.jpg`);
    assertMatch(
      failure(await resumed("--seed", "5")),
      /: its images, or the paths that name them, are others; choose/,
    );
    await Deno.rename(`${dir}/000.jpg`, `${dir}/bottle/train/good/000.jpg`);
    const second = await daad([...train, "--overwrite", "--epochs", "1", "--batch", "6"]);
    assertEquals(second.code, 0, second.stderr);
    const { seed, epochs, steps, config } = await readRecord(`${out}/record.json`);
    assertEquals([seed, epochs, steps, config.batchSize], [0, 1, 2, 6]);

    const images = [`${dir}/bottle/test/good/000.jpg`, `${dir}/bottle/test/contamination`];
    const scored = await daad(
      [
        ...["score", "--model", out, "--images", ...images, "--out", `${dir}/scored`, "--strict"],
        ...["--max-pixels", "100000", "--weights", "none here", "--no-cache", "--no-compile"],
      ],
    );
    assertStringIncludes(
      await Deno.readTextFile(`${dir}/scored/report.html`),
      `--strict --weights &#39;none here&#39; --no-cache --max-pixels 100000 --no-compile --out `,
    );
    assertEquals([scored.code, scored.stdout.split(" ", 3).join(" ")], [0, "3 images scored;"]);
    assertMatch(
      failure(
        await daad(
          ["score", "--model", out, "--images", ...images, "--out", `${dir}/scored`],
          PLAIN,
        ),
      ),
      /already holds scores\.csv, regions\.csv, heatmaps, .*; choose another folder or pass --overwrite$/,
    );
    for (const more of [[], ["--resume"]]) {
      const intoScores = failure(await daad([...train, ...more, "--out", `${dir}/scored`], PLAIN));
      assertMatch(intoScores, /^--out .*scored: already holds .*scores\.csv, .*--overwrite$/);
    }
    const scores = async (folder: string) =>
      (await Deno.readTextFile(`${folder}/scores.csv`)).split("\n").map((line) => line.split(","));
    const expected = new Map((await scores(out)).map(([path, , score]) => [path, score]));
    for (const [path, , score] of (await scores(`${dir}/scored`)).slice(1, 4)) {
      assertEquals(score, expected.get(path!.slice(`${dir}/bottle/`.length)));
    }
  }));

Deno.test("daad check-data: a table of what is there, or the file that cannot be used", () =>
  withTempDir(async (dir) => {
    const data = await copySmallBottle(dir);
    const { code, stdout } = await daad(["check-data", data]);
    const lines = stdout.split("\n");
    assertEquals([code, lines.splice(7, 5).length], [0, 5]);
    assertEquals(lines, [
      "bottle: 12 training and 8 test images, RGB",
      "",
      "split  type           images  masks  size",
      "train  good           12      0      128×128",
      "test   broken_large   2       2      128×128",
      "test   contamination  2       2      128×128",
      "test   good           4       0      128×128",
      "",
      `warning: ${smallBottleWarning(data)}`,
      "warning: a resized copy: images of 128×128; the official ones have 700 to 1024 pixels",
      "",
    ]);
    const damaged = [
      ...["train/good/002.jpg", "test/broken_large/000.jpg"],
      "ground_truth/broken_large/000_mask.png",
    ];
    for (const name of damaged) await Deno.writeTextFile(`${data}/${name}`, "no image");
    const line = failure(await daad(["check-data", data]));
    assertMatch(line, /^3 files cannot be used: /);
    for (const name of damaged) assertStringIncludes(line, `/${name}: `);
  }));

async function doctor(env?: EnvironmentChanges) {
  const { code, stdout, stderr } = await daad(["doctor", "--json"], env);
  assertEquals([code, stderr], [0, ""]);
  return JSON.parse(stdout);
}

Deno.test("daad doctor: JSON with backend, methods and data; the text says the same", async () => {
  const { backend, backends, gpu, machine, methods, datasets } = await doctor();
  assert(BACKENDS.includes(backend.id));
  assertEquals(backends.map(({ id }: { id: string }) => id), BACKENDS);
  const webgpu = backends[BACKENDS.indexOf("webgpu")];
  assertEquals(webgpu.usable, webgpu.adapter !== undefined);
  if (webgpu.usable) assertStringIncludes(webgpu.state, webgpu.adapter.name);
  assertEquals(methods.map(({ id }: { id: string }) => id), METHODS.map(({ id }) => id));
  assertEquals(datasets[0], {
    name: "data/sample/bottle",
    state: "209 training and 83 test images",
  });
  assertEquals(datasets.slice(1).map(({ name }: { name: string }) => name), [
    ...DOWNLOADS.keys(),
  ]);
  assert(machine.cpu !== "unknown");
  const { stdout } = await daad(["doctor"]);
  const lines = stdout.split("\n");
  assert(lines.includes(`backend    ${backend.id}: ${backend.description}`), stdout);
  const ofGpu = lines.indexOf(`GPU        ${formatCudaReport(gpu)[0]}`);
  assert(ofGpu > 0, stdout);
  assertEquals(
    lines.slice(ofGpu, ofGpu + formatCudaReport(gpu).length).map((line) => line.slice(11)),
    formatCudaReport(gpu),
  );
  assert(lines.includes("data       data/sample/bottle: 209 training and 83 test images"), stdout);
});

Deno.test("daad: environment variables that make no sense are one line", async () => {
  const nowhere = { DAAD_BACKEND: undefined, DAAD_TENSORFLOW: "nowhere/at/all" };
  const cases: [EnvironmentChanges, string][] = [
    [
      { DAAD_BACKEND: "nonsense" },
      "DAAD_BACKEND: expected one of tensorflow, webgpu, wasm, cpu; found nonsense",
    ],
    [nowhere, "DAAD_TENSORFLOW: no TensorFlow library at nowhere/at/all: expected a file"],
    ...["0", "128", "two"].map((threads): [EnvironmentChanges, string] => [
      { DAAD_THREADS: threads },
      `DAAD_THREADS: expected a whole number from 1 to 127, found ${threads}`,
    ]),
  ];
  await Promise.all(cases.map(async ([env, expected]) => {
    const line = failure(await daad(["doctor"], env));
    assert(line.startsWith(expected), line);
  }));
});

Deno.test("daad: a library that cannot be loaded is the reason for a slower backend", () =>
  withTempDir(async (dir) => {
    const library = `${dir}/libtensorflow.so.2`;
    await Deno.writeTextFile(library, "this is text");
    const env = { DAAD_BACKEND: undefined, DAAD_TENSORFLOW: library };
    const { backend } = await doctor(env);
    assert(["webgpu", "wasm"].includes(backend.id), backend.id);
    assertStringIncludes(backend.description, "the TensorFlow library cannot be used: ");
    assertStringIncludes(backend.description, library);
    assertStringIncludes(backend.advice, "deno task setup");
    assertMatch(
      failure(await daad(["doctor"], { ...env, DAAD_BACKEND: "tensorflow" })),
      /^DAAD_BACKEND=tensorflow: the TensorFlow library cannot be used: /,
    );
    assertEquals(
      (await doctor({ ...env, DAAD_BACKEND: "cpu" })).backend.description,
      "plain JavaScript, many times slower than TensorFlow (DAAD_BACKEND=cpu)",
    );
  }));
