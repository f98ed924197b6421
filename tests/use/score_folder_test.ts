import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import { daad, spawnDeno, unlaunched } from "../child.ts";
import { copySmallBottle, SMALL_CONFIG } from "../experiment/small_bottle.ts";
import { withTempDir } from "../temp_dir.ts";
import { exists } from "../until.ts";

/** Trains on normal images only; returns the folder of the model. */
async function trainedOnNormal(dir: string, data: string): Promise<string> {
  await Deno.writeTextFile(`${dir}/small.json`, JSON.stringify(SMALL_CONFIG));
  const options = {
    normal: `${data}/train/good`,
    config: `${dir}/small.json`,
    out: `${dir}/out`,
    "image-size": "32",
  };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const { code, stdout, stderr } = await daad(["train", ...words]);
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^no AUROC: no anomalous images$/m);
  assertMatch(stdout, /^threshold 99% .*: the highest of 2 held-out .*; 33 % false alarms/m);
  const page = await Deno.readTextFile(`${options.out}/report.html`);
  assertStringIncludes(page, "at 95 %. The images on this page chose it.");
  assertStringIncludes(page, "These images chose it, so this is no test of it.");
  return options.out;
}

Deno.test("daad score: the exit code says what was found; unreadable images are named", () =>
  withTempDir(async (dir) => {
    const data = await copySmallBottle(dir);
    const model = await trainedOnNormal(dir, data);
    const images = `${data}/test/good`;
    const score = (...more: string[]) =>
      daad([
        "score",
        "--model",
        model,
        "--images",
        images,
        "--out",
        `${dir}/new`,
        "--overwrite",
        ...more,
      ]);
    const all = await score("--threshold", "-1", "--fail-on-anomaly");
    assertEquals(all.code, 3, all.stderr);
    assertMatch(all.stdout, /^0 normal, 4 anomalous: above -1\.000, -1, as given$/m);
    const none = await score("--threshold", "1e9", "--fail-on-anomaly");
    assertEquals(none.code, 0, none.stderr);
    assertMatch(none.stdout, /^4 normal, 0 anomalous: /m);
    assertEquals((await score("--threshold", "-1")).code, 0);
    const unknown = await score("--threshold", "95%");
    assertEquals(unknown.code, 1);
    assertStringIncludes(
      unknown.stderr,
      "--threshold 95%: the model has highest, 99%, 99.9%; name",
    );

    await Deno.writeTextFile(`${images}/001.jpg`, "no image");
    const some = await score("--threshold", "-1", "--fail-on-anomaly");
    assertEquals(some.code, 1, some.stderr);
    assertStringIncludes(some.stdout, "3 images scored");
    assertStringIncludes(some.stderr, `not read: ${images}/001.jpg: `);
    assertStringIncludes(some.stderr, "error: 1 of 4 images cannot be read");
    const strict = await score("--strict");
    assertEquals([strict.code, strict.stdout], [1, ""]);
    assertStringIncludes(strict.stderr, "1 of 4 images cannot be used");
  }));

Deno.test("daad score --watch: a line of JSON an image, the scores of a batch, a clean end", () =>
  withTempDir(async (dir) => {
    const data = await copySmallBottle(dir);
    const model = await trainedOnNormal(dir, data);
    const images = `${data}/test/good`;
    const batch = await daad(
      ["score", "--model", model, "--images", images, "--out", `${dir}/new`],
    );
    assertEquals(batch.code, 0, batch.stderr);
    const expected = (await Deno.readTextFile(`${dir}/new/scores.csv`)).trimEnd().split("\n")
      .slice(1).map((line) => line.split(",")).map(([path, , score, verdict]) => ({
        name: path!.split("/").at(-1)!,
        score: Number(score),
        verdict,
      }));
    const inbox = `${dir}/inbox`;
    await Deno.mkdir(inbox);
    const first = await Deno.readFile(`${images}/000.jpg`);
    await Deno.writeFile(`${inbox}/000.jpg`, first.subarray(0, first.length / 2)); // incomplete
    const child = spawnDeno(unlaunched(["score", "--model", model, "--watch", inbox]));
    const stderr = new Response(child.stderr).text();
    const lines: Record<string, unknown>[] = [];
    let rest = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split("\n");
      rest = parts.pop()!;
      for (const line of parts) {
        lines.push(JSON.parse(line));
        if (lines.length === 1) { // the incomplete file is reported; now complete it
          await Deno.writeFile(`${inbox}/000.jpg`, first);
        } else if (lines.length < 5) {
          const name = `00${lines.length - 1}.jpg`;
          await Deno.copyFile(`${images}/${name}`, `${inbox}/${name}`);
        } else child.kill("SIGTERM");
      }
    }
    const { code } = await child.status;
    assertEquals(code, 0, await stderr);
    assertMatch(await stderr, /^4 images scored, \d of them anomalous; 1 not readable$/m);
    assertEquals(Object.keys(lines[0]!), ["path", "error"]);
    assertEquals(
      lines.slice(1).map(({ path, score, verdict }) => ({
        name: String(path).split("/").at(-1)!,
        score,
        verdict,
      })),
      expected,
    );
    for (const { regions, milliseconds, verdict } of lines.slice(1)) {
      assert(Array.isArray(regions) && Number(milliseconds) >= 0, JSON.stringify(lines));
      assert(verdict === "normal" || verdict === "anomalous");
    }
    assertEquals(await exists(`${inbox}/scores.csv`), false);

    // The reader leaves: the rest would be scored for nobody.
    const unread = await new Deno.Command("sh", {
      args: [
        ...["-c", '{ "$@"; echo "$?" >&2; } | head -n 1', "sh", Deno.execPath()],
        ...unlaunched(["score", "--model", model, "--watch", inbox]),
      ],
      cwd: PROJECT_ROOT,
    }).output();
    const [said, line] = [unread.stderr, unread.stdout].map((bytes) =>
      new TextDecoder().decode(bytes)
    );
    assertEquals(JSON.parse(line!).score, expected[0]!.score);
    assertMatch(said!, /^error: nobody reads the results any more; the last one is lost$/m);
    assertMatch(said!, /\n1\n$/);
  }));
