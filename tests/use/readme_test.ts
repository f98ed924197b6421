/** Leads from nothing but README.md to a model of the user's images: its commands, as written. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import { parse } from "csv-parse/sync";
import { onWindows, skipBecause } from "../skip.ts";

const BOTTLE = `${PROJECT_ROOT}/data/sample/bottle`;

/** Defects whose scores are many times those of normal images, whatever the machine's last bits are. */
const DEFECTS = ["contamination/006", "contamination/017"];

/** What the README asks for before its commands: normal images in `ok`, others in `new`. */
const IMAGES: Readonly<Record<string, readonly string[]>> = {
  ok: Array.from({ length: 25 }, (_, i) => `train/good/${String(i).padStart(3, "0")}.jpg`),
  new: ["good/000", ...DEFECTS].map((name) => `test/${name}.jpg`),
};

Deno.test({
  name: "README.md: its commands lead to a model of one's own images, as written",
  ignore: skipBecause("README.md: its commands", onWindows("no sh")),
  fn: async () => {
    const readme = await Deno.readTextFile(`${PROJECT_ROOT}/README.md`);
    const block = /^## Your own images\n.*?^```sh\n(.*?)^```$/ms.exec(readme)![1]!;
    const lines = block.trim().split("\n");
    assert(lines.length <= 6 && lines.some((line) => line.includes("--normal ok")));

    // In a folder of the clone, where Deno finds the tasks, that Git ignores.
    await Deno.mkdir(`${PROJECT_ROOT}/runs`, { recursive: true });
    const dir = await Deno.makeTempDir({ dir: `${PROJECT_ROOT}/runs`, prefix: "readme-" });
    try {
      await writeImages(dir);
      await writeNpx(`${dir}/bin`);
      const PATH = `${dir}/bin:${Deno.env.get("PATH")}`;
      for (const line of lines) {
        const { code, stderr } = await new Deno.Command("sh", {
          args: ["-c", line],
          cwd: dir,
          // All cores, as a user has them: the training is the longest part of these tests.
          env: { PATH, NO_COLOR: "1", DAAD_THREADS: `${navigator.hardwareConcurrency}` },
          stdin: "null",
        }).output();
        assertEquals(code, 0, `${line}\n${new TextDecoder().decode(stderr)}`);
      }
      await checkOutcome(dir);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

async function checkOutcome(dir: string): Promise<void> {
  const text = await Deno.readTextFile(`${dir}/runs/new/scores.csv`);
  const rows: Record<string, string>[] = parse(text, { columns: true });
  const scores = new Map(
    rows.map(({ path, score }) => [path!.split("/new/").at(-1)!, Number(score)]),
  );
  const defects = DEFECTS.map((name) => `${name.replace("/", "_")}.jpg`);
  assertEquals([...scores.keys()].sort(), [...defects, "good_000.jpg"]);
  for (const name of defects) {
    assert(scores.get(name)! > scores.get("good_000.jpg")!, text);
  }
  assertMatch(await Deno.readTextFile(`${dir}/runs/new/report.html`), /contamination_006\.jpg/);
  assertMatch(await Deno.readTextFile(`${dir}/runs/page/index.html`), /<html/i);
  const record = JSON.parse(await Deno.readTextFile(`${dir}/runs/mine/record.json`));
  assertEquals([record.method, record.data.trainingImages], ["daad", 20]);
}

async function writeImages(dir: string): Promise<void> {
  for (const [folder, paths] of Object.entries(IMAGES)) {
    await Deno.mkdir(`${dir}/${folder}`);
    for (const path of paths) {
      const name = path.split("/").slice(-2).join("_");
      await Deno.copyFile(`${BOTTLE}/${path}`, `${dir}/${folder}/${name}`);
    }
  }
}

/** Writes an `npx` that starts this test's Deno without a registry and sets `INIT_CWD` as npx does. */
async function writeNpx(folder: string): Promise<void> {
  await Deno.mkdir(folder);
  await Deno.writeTextFile(
    `${folder}/npx`,
    `#!/bin/sh\n[ "$1 $2" = "-y deno@2" ] || exit 9\nshift 2\nexport INIT_CWD="$PWD"\nexec "${Deno.execPath()}" "$@"\n`,
    { mode: 0o755 },
  );
}
