import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { listCells } from "../../lib/experiment/plan/cells.ts";
import { findPlan } from "../../lib/experiment/plan/plans.ts";
import { requirePlugin } from "../../lib/registry/plugin.ts";
import {
  findMethod,
  hasField,
  METHODS,
  pluginOf,
  registeredFrom,
  registeredMethods,
  registerMethod,
} from "../../lib/registry/registry.ts";

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
