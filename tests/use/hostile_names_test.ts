/** Files whose names contain markup, line breaks and codes that move a terminal's cursor. */
import { assert, assertEquals } from "@std/assert";
import { browserObstacle, launchBrowser } from "../browser.ts";
import { daad, type Ended } from "../child.ts";
import { copySmallBottle, SMALL_CONFIG } from "../experiment/small_bottle.ts";
import { skipBecause, unlessLinux } from "../skip.ts";

const NAMES = [
  "<img src=x onerror=hacked=1>.jpg",
  '"><script>hacked=1<%2fscript>.jpg',
  "line\nbreak,comma.jpg",
  "=1+1\u001b[2J\u001b]0;title\u0007.jpg",
  "'quoted' \"twice\" \u202egpj.jpg",
  "__proto__.jpg",
];
const TYPE = "<svg onload=hacked=1>\nbent";

const linux = unlessLinux("such names are possible on Linux only");

/** Trains on images with these names, scores some, and returns what was printed. */
async function runAll(dir: string): Promise<Ended[]> {
  const data = await copySmallBottle(dir);
  for (const [i, name] of NAMES.entries()) {
    await Deno.rename(`${data}/train/good/00${i}.jpg`, `${data}/train/good/${name}`);
  }
  for (const [i, name] of NAMES.slice(0, 3).entries()) {
    await Deno.rename(`${data}/test/good/00${i}.jpg`, `${data}/test/good/${name}`);
  }
  await Deno.remove(`${data}/ground_truth`, { recursive: true });
  await Deno.rename(`${data}/test/contamination`, `${data}/test/${TYPE}`);
  await Deno.writeTextFile(`${dir}/small.json`, JSON.stringify(SMALL_CONFIG));
  const options = ["--data", data, "--config", `${dir}/small.json`, "--image-size", "32"];
  const ended = [
    await daad(["check-data", data]),
    await daad(["train", ...options, "--out", `${dir}/out`]),
    await daad([
      "score",
      "--model",
      `${dir}/out`,
      "--images",
      `${data}/test`,
      "--out",
      `${dir}/new`,
    ]),
  ];
  assertEquals(ended.map(({ code }) => code), [0, 0, 0], ended.map((end) => end.stderr).join());
  await Deno.writeTextFile(`${data}/train/good/${NAMES[3]}`, "no image");
  const failed = await daad(["check-data", data]);
  assertEquals([failed.code, failed.stderr.trimEnd().split("\n").length], [1, 1], failed.stderr);
  return [...ended, failed];
}

/** The folder of the only run, which all tests inspect, and what was printed. */
let ran: Promise<{ dir: string; printed: string }> | undefined;
const runOnce = () =>
  ran ??= Deno.makeTempDir().then(async (dir) => {
    const ended = await runAll(dir);
    return { dir, printed: ended.map(({ stdout, stderr }) => stdout + stderr).join("") };
  });
Deno.test.afterAll(async () => {
  if (ran) await Deno.remove((await ran).dir, { recursive: true });
});

Deno.test({
  name: "hostile names: printed lines, scores.csv, pictures and report hold them as text",
  ignore: skipBecause("hostile names", linux),
  fn: async () => {
    const { dir, printed } = await runOnce();
    // deno-lint-ignore no-control-regex
    assert(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(printed), printed);
    for (const line of printed.split("\n")) assert(!/^(bent|break)/.test(line), line);

    for (const [out, root] of [["out", ""], ["new", `${dir}/bottle/`]]) {
      const paths = csvColumn(await Deno.readTextFile(`${dir}/${out}/scores.csv`));
      for (const name of NAMES.slice(0, 3)) assert(paths.includes(`${root}test/good/${name}`));
      assertEquals(paths.filter((path) => path.includes(TYPE)).length, 2);
      for (const { name } of Deno.readDirSync(`${dir}/${out}/heatmaps`)) {
        assert(/^[\p{L}\p{N}._-]+$/u.test(name), name);
      }
      const html = await Deno.readTextFile(`${dir}/${out}/report.html`);
      assert(!/<img src=x|<svg onload|<script>hacked/.test(html));
    }
  },
});

Deno.test({
  name: "hostile names: a browser runs nothing of them, and nothing that is put into the page",
  ignore: skipBecause("hostile names in a browser", linux ?? browserObstacle()),
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const { dir } = await runOnce();
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      let requests = 0;
      await using server = Deno.serve({ port: 0, onListen: () => {} }, () => {
        requests++;
        return new Response();
      });
      const outside = `http://127.0.0.1:${server.addr.port}/leak`;
      for (const out of ["out", "new"]) {
        const url = `file://${dir}/${out}/report.html`;
        await page.goto(url);
        const hacked = () => page.evaluate("typeof hacked");
        assertEquals(await hacked(), "undefined");
        assert(
          await page.locator("table tr").count() > 4,
          "the page's own script and table work",
        );
        // Even unescaped markup could do nothing: the policy refuses it.
        await page.evaluate(`
            document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="hacked=1">');
            const script = document.createElement("script");
            script.textContent = "hacked=1";
            document.body.append(script);
            const link = document.createElement("img");
            link.src = "${outside}";
            document.body.append(link);
          `);
        await page.waitForTimeout(200);
        assertEquals(await hacked(), "undefined");
      }
      assertEquals(requests, 0);
    } finally {
      await browser.close();
    }
  },
});

/** The first column of a CSV file (RFC 4180), without its header. */
function csvColumn(text: string): string[] {
  const rows = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*)),[01]?,[^\n]*\n/g)];
  return rows.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!);
}
