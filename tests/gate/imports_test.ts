import { assertEquals } from "@std/assert";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { withTempDir } from "../temp_dir.ts";
import { findProblems, type Ordered, readImports } from "./imports.ts";
import { TOOL_LAYERS } from "./layers.ts";

/** The problems that the gate finds in a library of these files with the entry `mod.ts`. */
function problemsOf(
  files: Readonly<Record<string, string>>,
  ordered?: Ordered,
): Promise<string[]> {
  return withTempDir(async (dir) => {
    for (const [path, text] of Object.entries({ "mod.ts": "", ...files })) {
      await Deno.mkdir(dirname(`${dir}/lib/${path}`), { recursive: true });
      await Deno.writeTextFile(`${dir}/lib/${path}`, text);
    }
    const entries = ["mod.ts"];
    const imports = await readImports(
      pathToFileURL(`${await Deno.realPath(dir)}/lib/`).href,
      entries,
    );
    const own = Object.keys(files).filter((path) => !path.startsWith(".."));
    return findProblems(imports, own, ordered);
  });
}

const VALUE = "export const value = 1;";
const TYPE = "export type Value = number;";

Deno.test("imports: those that point down, or stay in a folder, are no problems", async () => {
  assertEquals(
    await problemsOf({
      "mod.ts": 'export * from "./methods/one/detector.ts"; export * from "./daad/detector.ts";',
      "methods/one/detector.ts": 'export { value } from "./config.ts"; import "../../nn/layer.ts";',
      "methods/one/config.ts": VALUE,
      "daad/detector.ts": 'import "../nn/layer.ts";',
      "nn/layer.ts": 'import type { Value } from "../errors.ts"; export const n: Value = 1;',
      "errors.ts": TYPE,
    }),
    [],
  );
});

Deno.test("imports: an upward one is refused, of types too", async () => {
  for (const type of ["", "type "]) {
    assertEquals(
      await problemsOf({
        "mod.ts": 'import "./nn/layer.ts";',
        "nn/layer.ts": `import ${type}{ Value } from "../train/loop.ts";`,
        "train/loop.ts": TYPE,
      }),
      ["upward import: lib/nn/layer.ts → lib/train/loop.ts"],
    );
  }
  assertEquals(
    await problemsOf({
      "mod.ts": 'import "./errors.ts";',
      "errors.ts": 'export type Loop = import("./train/loop.ts").Value;',
      "train/loop.ts": TYPE,
    }),
    ["upward import: lib/errors.ts → lib/train/loop.ts"],
  );
});

Deno.test("imports: methods import neither each other nor the paper, nor the paper them", async () => {
  for (
    const [file, target] of [
      ["methods/one/detector.ts", "methods/two/loss.ts"],
      ["methods/one/detector.ts", "daad/losses.ts"],
      ["daad/losses.ts", "methods/one/detector.ts"],
    ] as const
  ) {
    assertEquals(
      await problemsOf({
        "mod.ts": `import "./${file}";`,
        [file]: `import "${"../".repeat(file.split("/").length - 1)}${target}";`,
        [target]: VALUE,
      }),
      [`import of a sibling: lib/${file} → lib/${target}`],
    );
  }
});

Deno.test("imports: cycles, files that nothing reaches, tensors and other folders are refused", async () => {
  const tfjs = config.imports["@tensorflow/tfjs"];
  assertEquals(
    await problemsOf({
      "mod.ts": 'import "./nn/a.ts"; import "./report/chart.ts";',
      "nn/a.ts": 'import "./b.ts";',
      "nn/b.ts": 'import "./a.ts";',
      "nn/alone.ts": VALUE,
      "report/chart.ts": `import type { Tensor } from "${tfjs}"; export type T = Tensor;`,
    }),
    [
      "lib/report/chart.ts imports tfjs; tensors are none of this folder's business",
      "import cycle: lib/nn/a.ts → lib/nn/b.ts → lib/nn/a.ts",
      "no entry point reaches lib/nn/alone.ts",
    ],
  );
});

Deno.test("imports: tools may import what is beside them, but in their own order", async () => {
  assertEquals(
    await problemsOf({
      "mod.ts": 'import "./pages/claims.ts"; import "./kept/kept.ts";',
      "pages/claims.ts": 'import "../kept/kept.ts"; import "../../beside/file.ts";',
      "kept/kept.ts": 'import "./ranks.ts";',
      "kept/ranks.ts": 'import "../tables/cell.ts";',
      "tables/cell.ts": VALUE,
      "../beside/file.ts": VALUE,
    }, { name: "tools", layers: TOOL_LAYERS, opens: true }),
    [
      "upward import: tools/kept/ranks.ts → tools/tables/cell.ts",
    ],
  );
});

Deno.test("imports: subfolders are in an order, too; the files beside them import all", async () => {
  const library: Ordered = {
    name: "lib",
    layers: [
      { folder: "data", says: "", parts: { images: "", decode: "" } },
      { folder: "mod.ts", says: "" },
    ],
  };
  const files = { "mod.ts": 'import "./data/mod.ts";', "data/images/set.ts": VALUE };
  const own = 'import "./images/set.ts"; import "./decode/file.ts";';
  assertEquals(
    await problemsOf({
      ...files,
      "data/mod.ts": own,
      "data/decode/file.ts": 'import "../images/set.ts";',
    }, library),
    [],
  );
  assertEquals(
    await problemsOf({
      ...files,
      "data/mod.ts": own,
      "data/images/set.ts": 'import "../decode/file.ts";',
      "data/decode/file.ts": VALUE,
    }, library),
    ["upward import: lib/data/images/set.ts → lib/data/decode/file.ts"],
  );
});
