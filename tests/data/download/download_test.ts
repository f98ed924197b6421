import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { RIGHTS } from "../../../lib/cli/process/rights.ts";
import { downloadDataset, downloadWeights } from "../../../lib/data/download/download.ts";
import { DOWNLOADS, type DownloadSource, WEIGHTS } from "../../../lib/data/download/sources.ts";
import { InputError } from "../../../lib/errors.ts";
import { BACKBONES } from "../../../lib/nn/backbones/mod.ts";
import { daad, runDeno, unlaunched } from "../../child.ts";
import { withTempDir } from "../../temp_dir.ts";
import { md5, serveBytes, someBytes, stallAfter, withServer } from "./file_server.ts";
import { tarGzOf } from "./tar.ts";

const [A, B] = [someBytes(9000), someBytes(5000)];

function sourceOf(urls: readonly string[]): DownloadSource {
  const files = [["a.gz", A], ["b.gz", B]] as const;
  return {
    urls,
    files: files.map(([name, bytes]) => ({ name, md5: md5(bytes), bytes: bytes.length })),
  };
}

const served = (request: Request) => serveBytes(request.url.endsWith("/a.gz") ? A : B, request);

Deno.test("downloadDataset: fetches what is missing or damaged, and nothing else", () =>
  withTempDir((dir) =>
    withServer(served, async (url, requests) => {
      const source = sourceOf([`${url}/set/`]);
      assertEquals(await downloadDataset(source, `${dir}/set`), true);
      assertEquals(await downloadDataset(source, `${dir}/set`), false);
      assertEquals(requests.length, 2);
      await Deno.writeFile(`${dir}/set/b.gz`, A);
      assertEquals(await downloadDataset(source, `${dir}/set`), true);
      assertEquals(await Deno.readFile(`${dir}/set/b.gz`), B);
      assertEquals(requests.length, 3);
    })
  ));

Deno.test("downloadDataset: mirrors are tried first, then the published servers", () =>
  withTempDir((dir) =>
    withServer(
      served,
      (good) =>
        withServer(() => new Response("gone", { status: 404 }), async (bad, asked) => {
          await downloadDataset(sourceOf([good]), dir, { mirrors: [bad] });
          assertEquals(await Deno.readFile(`${dir}/a.gz`), A);
          assertEquals(asked.length, 2);
          const { message } = await assertRejects(
            () => downloadDataset(sourceOf([`${bad}/x`]), `${dir}/other`, { mirrors: [bad] }),
            InputError,
          );
          assertMatch(
            message,
            /^a\.gz cannot be downloaded: .*\/a\.gz: the server answers 404.*; .*\/x\/a\.gz: the server/,
          );
          assertStringIncludes(
            message,
            `--mirror URL, or put the file at ${dir}/other/a.gz by hand`,
          );
        }),
    )
  ));

Deno.test("downloadDataset: an archive is unpacked to its folder and removed", () =>
  withTempDir(async (dir) => {
    const archive = tarGzOf([{ path: "inner/batch.bin", content: A }]);
    const file = { name: "set.tar.gz", md5: md5(archive), bytes: archive.length };
    await withServer((request) => serveBytes(archive, request), async (url, requests) => {
      const source = { urls: [url], files: [file], unpacksTo: "inner" };
      assertEquals(await downloadDataset(source, dir), true);
      assertEquals(await Deno.readFile(`${dir}/inner/batch.bin`), A);
      assertEquals(Deno.readDirSync(dir).toArray().map(({ name }) => name), ["inner"]);
      assertEquals(await downloadDataset(source, dir), false);
      assertEquals(requests.length, 1);
    });
  }));

Deno.test("DOWNLOADS: every published server may be reached by the task daad", () => {
  const allowed = (RIGHTS.download!.net as string[]).toSorted();
  const hosts = [...DOWNLOADS.values()].flatMap(({ urls }) => urls.map((url) => new URL(url).host));
  assertEquals(hosts.sort(), allowed);
});

Deno.test("daad download: one line where the network says no, and what to do", () =>
  withTempDir((dir) =>
    withServer(() => new Response("", { status: 503 }), async (url) => {
      const args = ["--mirror", url, "--out", `${dir}/set`];
      const refused = await daad(["download", "mnist", ...args]);
      assertEquals([refused.code, refused.stdout], [1, ""]);
      assertStringIncludes(refused.stderr, "npx -y deno@2 task download with the same options");
      const badUrl = await daad(["download", "mnist", "--mirror", "here"]);
      assertStringIncludes(
        badUrl.stderr,
        "--mirror here: expected a URL that begins with https://",
      );
    })
  ));

Deno.test("task download: a mirror with other content is refused by its MD5", () =>
  withTempDir((dir) =>
    withServer(served, async (url) => {
      // Only the mirror may be reached: no test asks the published servers.
      const args = unlaunched(["download", "mnist", "--mirror", url, "--out", dir]);
      const { code, stderr } = await runDeno(args.toSpliced(1, 0, "--allow-net=127.0.0.1"));
      assertEquals(code, 1);
      assertStringIncludes(stderr, "error: ");
      assertEquals(Deno.readDirSync(dir).toArray(), []);
    })
  ));

Deno.test("daad download mvtec: says where to get it and how to lay it out", async () => {
  const { code, stdout, stderr } = await daad(["download", "mvtec"]);
  assertEquals([code, stderr], [
    1,
    "error: mvtec: nothing was downloaded; follow the steps above\n",
  ]);
  for (const part of ["licence", "train/good", "task daad check-data mvtec"]) {
    assertStringIncludes(stdout, part);
  }
});

Deno.test("downloadWeights: from a mirror by its own name, else from where it is published", () =>
  withTempDir((dir) =>
    withServer(served, async (url, requests) => {
      const target = `${dir}/weights/a.gz`;
      const published = { url: `${url}/x/model`, bytes: A.length };
      assertEquals(await downloadWeights(published, target, { mirrors: [`${url}/m/`] }), true);
      assertEquals(await Deno.readFile(target), A);
      assertEquals(await downloadWeights(published, target), false);
      assertEquals(requests.length, 1);
      await Deno.remove(target);
      await downloadWeights({ ...published, bytes: B.length }, target);
      assertEquals(await Deno.readFile(target), B);
    })
  ));

Deno.test("downloadWeights: a known SHA-256 is asked for, and a file without a server is explained", () =>
  withTempDir((dir) =>
    withServer(served, async (url) => {
      const sha256 = "0".repeat(64);
      const target = `${dir}/a.gz`;
      const own = { bytes: A.length, sha256 };
      const wrong = await assertRejects(
        () => downloadWeights(own, target, { mirrors: [url] }),
        InputError,
      );
      assertMatch(wrong.message, /SHA-256 is [0-9a-f]{64}, expected 0{64}: another or damaged/);
      const nowhere = await assertRejects(() => downloadWeights(own, target), InputError);
      assertStringIncludes(nowhere.message, `put a copy (SHA-256 ${sha256}) at ${target} by hand`);
    })
  ));

Deno.test("WEIGHTS: every backbone has a source or the hash of its file", () => {
  assertEquals([...WEIGHTS.keys()].sort(), [...BACKBONES].sort());
  for (const { url, sha256 } of WEIGHTS.values()) {
    assert(url !== undefined || sha256?.length === 64);
  }
});

Deno.test("downloadWeights: without a hash, a part from one server is not continued from another", () =>
  withTempDir((dir) =>
    withServer(
      () => stallAfter(A.slice(0, 4000)),
      (broken) =>
        withServer(() => new Response(A.toReversed()), async (url) => {
          const target = `${dir}/a.gz`;
          const published = { url: `${url}/a.gz`, bytes: A.length };
          await downloadWeights(published, target, { mirrors: [broken], stallMs: 100 });
          assertEquals(await Deno.readFile(target), A.toReversed());
          assertEquals([...Deno.readDirSync(dir)].map(({ name }) => name), ["a.gz"]);
        }),
    )
  ));
