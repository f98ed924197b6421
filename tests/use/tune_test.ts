/** `daad tune` as users run it. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import sharp from "sharp";
import { daad, type Ended } from "../child.ts";
import { smallTuning } from "../cli/tuning.ts";
import { withTempDir } from "../temp_dir.ts";
import { exists } from "../until.ts";

const lastLine = ({ stderr }: Ended) => stderr.trim().split("\n").at(-1)!;

Deno.test("daad tune: a table, the chosen fields for train, and how sure that is", () =>
  withTempDir(async (dir) => {
    const args = [...await smallTuning(dir), "--out", `${dir}/out`];
    const { code, stdout, stderr } = await daad([...args, "--workers", "2"]);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "round 1 of 2: 2 trials");
    assertStringIncludes(stderr, "round 2 of 2: 4 trials");
    assertMatch(stdout, /^\[4\/4\] round2\/(default|narrow)\/fold[01]: AUROC \d+\.\d, /m);
    assertMatch(stdout, /^chosen: /m);
    const rows = stdout.split("\n").filter((line) => /^\| (default|narrow), /.test(line));
    assertEquals(rows.length, 2 * 3);
    const chosen = JSON.parse(await Deno.readTextFile(`${dir}/out/chosen.json`));
    assertEquals(chosen.imageSize, 16);
    const { chosen: best } = JSON.parse(await Deno.readTextFile(`${dir}/out/choice.json`));
    assertEquals(chosen.baseWidth, best.candidate === "narrow" ? 2 : undefined);
    assertEquals((await sharp(`${dir}/out/defects.png`).metadata()).format, "png");

    // Everything is done: the same command ends at once, and another tuning is refused this folder.
    const choice = await Deno.readTextFile(`${dir}/out/choice.json`);
    const again = await daad([...args, "--max-pixels", "100000"]);
    const table = (text: string) => text.slice(text.indexOf("| Candidate"));
    const limited = table(stdout).replace(" --out ", " --max-pixels 100000 --out ");
    assertEquals(table(again.stdout), limited);
    assertEquals(await Deno.readTextFile(`${dir}/out/choice.json`), choice);
    // The process of a trial takes from the folder what is known of the data.
    const kept = `${dir}/out/.daad/data.json`;
    const facts = JSON.parse(await Deno.readTextFile(kept));
    await Deno.writeTextFile(kept, JSON.stringify({ ...facts, fingerprint: "of the folder" }));
    const trial = await daad([...args, "--trial", "round1/narrow/fold0"]);
    assertEquals(trial.code, 0, trial.stderr);
    const records = await Promise.all(
      [...Deno.readDirSync(`${dir}/out/round1/narrow`)].map(({ name }) =>
        Deno.readTextFile(`${dir}/out/round1/narrow/${name}/record.json`)
      ),
    );
    const fingerprints = records.map((record) => JSON.parse(record).fingerprint);
    assertEquals(new Set(fingerprints), new Set([facts.fingerprint, "of the folder"]));
    const other = await daad([...args, "--seed", "1"]);
    assertEquals(other.code, 1);
    assertStringIncludes(lastLine(other), "holds a tuning of other data, candidates or settings");
  }));

Deno.test("daad tune: the variant of the calibration that is chosen is a file for train", () =>
  withTempDir(async (dir) => {
    const [plan, out, data] = [`${dir}/plan.json`, `${dir}/out`, "data/sample/bottle"];
    const candidates = [{ name: "narrow", config: { levels: 1, baseWidth: 2 } }];
    await Deno.writeTextFile(plan, JSON.stringify({ candidates }));
    // Half of them is just enough for a calibration.
    const images = ["--data", data, "--train-images", "44", "--image-size", "16", "--method", "ae"];
    const args = ["tune", ...images, "--plan", plan, "--profile", "smoke", "--out", out];
    const tuned = await daad(args);
    assertEquals(tuned.code, 0, tuned.stderr);
    assertMatch(tuned.stdout, /^\| narrow, calibrated/m);
    assertMatch(tuned.stdout, /^calibration of (default|narrow): /m);
    const { calibrationOptions, variants, chosen, calibration } = JSON.parse(
      await Deno.readTextFile(`${out}/choice.json`),
    );
    assertEquals(variants.length, 4);
    const file = `${out}/calibration.json`;
    assertEquals(JSON.parse(await Deno.readTextFile(file)), calibrationOptions);
    const command = tuned.stdout.trim().split("\n").at(-1)!;
    assertEquals(command.includes(`--calibration ${file}`), calibration !== undefined);
    assertEquals(command.endsWith("--score calibrated"), chosen.statistic === "calibrated");

    const run = ["--config", `${out}/chosen.json`, "--calibration", file, "--out", `${out}/run`];
    const trained = await daad(["train", ...images, ...run]);
    assertEquals(trained.code, 0, trained.stderr);
    const record = JSON.parse(await Deno.readTextFile(`${out}/run/record.json`));
    assertEquals(record.calibration.options, calibrationOptions);
  }));

Deno.test("daad tune: what is wrong is said before anything is trained", () =>
  withTempDir(async (dir) => {
    const args = [...await smallTuning(dir), "--out", `${dir}/out`];
    const plan = async (candidates: unknown) => {
      await Deno.writeTextFile(`${dir}/plan.json`, JSON.stringify({ candidates }));
      return await daad(args);
    };
    const cases = [
      [await plan([{ name: "a b", config: {} }]), "plan.json: candidates"],
      [await plan([{ name: "deep", config: { levels: 9 } }]), "error: candidate deep: levels"],
      [
        await daad(["tune", "--data", dir, "--method", "vae", "--out", `${dir}/out`]),
        "--method vae",
      ],
      [await daad([...args, "--plan", `${dir}/none.json`]), "none.json: no such file"],
    ] as const;
    for (const [ended, message] of cases) {
      assertEquals([ended.code, ended.stdout], [1, ""]);
      assertStringIncludes(lastLine(ended), message);
    }
    const images = `${dir}/bottle/train/good`;
    for (const name of ["003.jpg", "007.jpg"]) await Deno.writeTextFile(`${images}/${name}`, "");
    const empty = await plan([{ name: "narrow", config: { baseWidth: 2 } }]);
    assertEquals(
      lastLine(empty),
      `error: 2 files cannot be used: ${images}/003.jpg: is empty: 0 bytes; ` +
        `${images}/007.jpg: is empty: 0 bytes`,
    );
    assertEquals(await exists(`${dir}/out/round1`), false);
  }));
