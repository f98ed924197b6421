import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { daad, runDeno } from "../child.ts";
import { copySmallBottle } from "../experiment/small_bottle.ts";
import { withTempDir } from "../temp_dir.ts";

Deno.test("variants: measured on the images of the run, and on no others", () =>
  withTempDir(async (dir) => {
    const [data, out] = [await copySmallBottle(dir), `${dir}/out`];
    await Deno.writeTextFile(`${dir}/c.json`, JSON.stringify({ levels: 1, epochs: 1 }));
    const trained = await daad([
      ...["train", "--method", "ae", "--image-size", "16", "--config", `${dir}/c.json`],
      ...["--data", data, "--out", out],
    ]);
    assertEquals(trained.code, 0, trained.stderr);
    const measure = () => runDeno(["run", "-A", "tools/variants.ts", "--data", dir, out]);
    const measured = await measure();
    assertEquals(measured.code, 0, measured.stderr);
    assertMatch(measured.stdout, /^ae bottle seed 0: own \d+\.\d/m);
    await Deno.remove(`${data}/test/good`, { recursive: true });
    const refused = await measure();
    assertEquals(refused.code, 1);
    assertStringIncludes(refused.stderr, "not the images of");
  }));
