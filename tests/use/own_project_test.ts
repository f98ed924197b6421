/** `examples/own_project`, copied out of the repository, and the package that it uses. */
import { assert, assertEquals } from "@std/assert";
import { PROJECT_ROOT, useBackend } from "../../lib/backend/backend.ts";
import { decodeCategory, loadCategory } from "../../lib/data/mod.ts";
import { loadDetector } from "../../lib/registry/storage.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { runDeno } from "../child.ts";
import { copySmallBottle } from "../experiment/small_bottle.ts";
import { withTempDir } from "../temp_dir.ts";

/** Copies the example and links it to this repository, as its README says. */
async function copyExample(dir: string): Promise<void> {
  const example = `${PROJECT_ROOT}/examples/own_project`;
  const config = JSON.parse(await Deno.readTextFile(`${example}/deno.json`));
  await Deno.mkdir(dir);
  await Deno.writeTextFile(
    `${dir}/deno.json`,
    JSON.stringify({ ...config, links: [PROJECT_ROOT] }),
  );
  await Deno.copyFile(`${example}/main.ts`, `${dir}/main.ts`);
  await Deno.copyFile(`${PROJECT_ROOT}/deno.lock`, `${dir}/deno.lock`);
}

Deno.test("package: a project outside of the repository trains and scores", () =>
  withTempDir(async (dir) => {
    const data = await copySmallBottle(dir);
    await copyExample(`${dir}/project`);
    // Quiet, since packages that are not cached yet are downloaded.
    const args = ["run", "--quiet", "--allow-all", "main.ts", data, `${dir}/model`];
    const { code, stdout, stderr } = await runDeno(args, { cwd: `${dir}/project` });
    assertEquals([code, stderr], [0, ""]);

    await useBackend();
    using detector = await loadDetector(`${dir}/model`);
    const { test } = await decodeCategory(await loadCategory(data), detector.config);
    const { scores } = await scoreImages(detector, test);
    const expected = test.files.map(({ path }, i) => `${path} ${scores[i]}`);
    assertEquals(stdout.trim().split("\n"), expected);
  }));

Deno.test("package: publishing would succeed without a warning", async () => {
  const { code, stderr } = await runDeno(["publish", "--dry-run", "--allow-dirty"]);
  assertEquals(code, 0, stderr);
  assert(stderr.includes("Success"), stderr);
  const said = stderr.split("\n").filter((line) => !line.includes("file://")).join("\n");
  assert(!/warning/i.test(said), said);
  const files = [...stderr.matchAll(/file:\S+/g)].map(([url]) => url);
  const folders = new Set(files.map((url) => url.slice(`file://${PROJECT_ROOT}/`.length)));
  assert(folders.has("lib/mod.ts") && folders.has("data/published/mvtec_image_auroc.json"));
  assert(
    ![...folders].some((path) => /^(tests|bench|notebooks|data\/(results|sample))\//.test(path)),
  );
});
