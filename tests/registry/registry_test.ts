import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { listCells } from "../../lib/experiment/plan/cells.ts";
import { findPlan } from "../../lib/experiment/plan/plans.ts";
import { loadPlugin, requirePlugin } from "../../lib/registry/plugin.ts";
import {
  findMethod,
  hasField,
  METHODS,
  pluginOf,
  registeredFrom,
  registeredMethods,
  registerMethod,
} from "../../lib/registry/registry.ts";
import { withTempDir } from "../temp_dir.ts";

const own = (id: string, title = id) => ({ ...findMethod("ae"), id, title });
const FILE = { path: "dir/own.ts", file: "own.ts", sha256: "0123456789abcdef" };

Deno.test("registerMethod: without a file it replaces its own, of a file it does not", async () => {
  const builtIn = METHODS.map(({ id }) => id);
  registerMethod(own("mine", "first"));
  registerMethod(own("mine", "second"));
  assertEquals(registeredMethods().map(({ title }) => title), ["second"]);
  const count = await registeredFrom(FILE, () => Promise.resolve(registerMethod(own("filed"))));
  assertEquals([count, pluginOf("filed"), pluginOf("mine")], [1, FILE, undefined]);
  assertEquals(METHODS.map(({ id }) => id), [...builtIn, "mine", "filed"]);
  assertThrows(() => registerMethod(own("filed")), InputError, "registered already");
  assertThrows(() => registerMethod(own("daad")), InputError, "of this package");
  for (const id of ["", "Mine", "../up", "1st"]) {
    assertThrows(() => registerMethod(own(id)), InputError, "expected an id");
  }
});

Deno.test("requirePlugin: the very file, or none where none saved it", () => {
  const { file, sha256 } = FILE;
  requirePlugin("filed", { file, sha256 });
  requirePlugin("mine", undefined);
  requirePlugin("daad", undefined);
  const other = { file, sha256: "ffff" };
  assertThrows(() => requirePlugin("filed", other), InputError, "use the file as it was");
  assertThrows(() => requirePlugin("mine", other), InputError, "found none");
  assertThrows(() => requirePlugin("filed", undefined), InputError, "saved without a plug-in");
});

Deno.test("plans: methods of one's own are columns; the others' folders stay", async () => {
  const plan = findPlan("mnist");
  const choice = { profile: "smoke", precision: "fp32", categories: ["3"], seeds: [0] } as const;
  const cells = await listCells(plan, { ...choice, methods: ["mine", "filed", "daad"] });
  assertEquals(cells.map(({ method }) => method), ["daad", "mine", "filed"]);
  assertEquals(cells[0]!.folder, "daad/3/seed0-837a2e17");
});

Deno.test("hasField: also one without a default, none of what a method does not have", () => {
  assertEquals(
    ["epochs", "augmentation", "valueRange", "noField"].map((name) => hasField("daad", name)),
    [
      ...[true, true, true, false],
    ],
  );
  assertEquals(hasField("spade", "epochs"), false);
});

Deno.test("registeredFrom: a file that fails leaves none of its methods", async () => {
  const before = METHODS.map(({ id }) => id);
  const body = () => {
    registerMethod(own("halfway"));
    return Promise.reject(new RangeError("typo"));
  };
  await assertRejects(() => registeredFrom(FILE, body), RangeError, "typo");
  assertEquals(METHODS.map(({ id }) => id), before);
  assertEquals(pluginOf("halfway"), undefined);
});

Deno.test("loadPlugin: one after the other; a file that failed is not loaded a second time", () =>
  withTempDir(async (dir) => {
    const [a, b, bad] = ["a", "b", "bad"].map((name) => `${dir}/${name}.ts`) as [
      string,
      string,
      string,
    ];
    for (const path of [a, b, bad]) await Deno.writeTextFile(path, path);
    const load = async (url: string) => {
      await Promise.resolve();
      if (url.endsWith("bad.ts")) throw new TypeError("typo");
      registerMethod(own(url.endsWith("a.ts") ? "of_a" : "of_b"));
    };
    const both = await Promise.all([loadPlugin(a, load), loadPlugin(b, load)]);
    assertEquals([pluginOf("of_a"), pluginOf("of_b")], both);
    await assertRejects(() => loadPlugin(bad, load), InputError, "bad.ts: typo");
    await Deno.writeTextFile(bad, "mended");
    const again = "bad.ts: it failed when it was loaded first: start anew";
    await assertRejects(() => loadPlugin(bad, load), InputError, again);
  }));
