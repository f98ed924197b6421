import { assert, assertEquals, assertRejects } from "@std/assert";
import { graphOptions, setGraphOptions } from "../../../lib/backend/settings/graph_options.ts";
import { InputError } from "../../../lib/errors.ts";
import { Lock } from "../../../lib/experiment/output/lock.ts";
import { beginTuning } from "../../../lib/experiment/tune/folder.ts";
import { withTempDir } from "../../temp_dir.ts";
import { copySmallBottle } from "../small_bottle.ts";
import { smallSetup } from "./small_setup.ts";

Deno.test("beginTuning: two equal ones share the folder; another arithmetic is another tuning", () =>
  withTempDir(async (dir) => {
    const data = await copySmallBottle(dir);
    const rounds = [{ share: 0.002, folds: [0] as const, images: 4 }];
    const plan = { candidates: [{ name: "narrow", config: { baseWidth: 2 } }] };
    const setup = await smallSetup(data, { plan, rounds, seed: 0 });
    const out = `${dir}/out`;
    await beginTuning(out, setup);
    // Another process is just doing the same.
    const lock = await Lock.acquire(`${out}/.daad/lock`, "tuning");
    setTimeout(() => lock![Symbol.asyncDispose](), 300);
    await beginTuning(out, setup);
    const { compiled, precision } = graphOptions();
    setGraphOptions({ compiled, precision: "bf16" });
    try {
      await assertRejects(() => beginTuning(out, setup), InputError, "holds a tuning of other");
    } finally {
      setGraphOptions({ compiled, precision });
    }
  }));

Deno.test("beginTuning: of two tunings started together in one folder, one is refused", () =>
  withTempDir(async (dir) => {
    const data = await copySmallBottle(dir);
    const rounds = [{ share: 0.002, folds: [0] as const, images: 4 }];
    const plan = { candidates: [{ name: "narrow", config: { baseWidth: 2 } }] };
    const setups = await Promise.all(
      [0, 1].map((seed) => smallSetup(data, { plan, rounds, seed })),
    );
    const out = `${dir}/out`;
    const ended = await Promise.allSettled(setups.map((setup) => beginTuning(out, setup)));
    const refused = ended.flatMap((end) => end.status === "rejected" ? [end.reason] : []);
    assertEquals(refused.length, 1);
    assert(refused[0] instanceof InputError, String(refused[0]));
    const { seed } = JSON.parse(await Deno.readTextFile(`${out}/tuning.json`));
    assertEquals(seed, ended.findIndex(({ status }) => status === "fulfilled"));
  }));
