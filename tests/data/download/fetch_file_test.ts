import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fetchFile, type FetchOptions, partOf } from "../../../lib/data/download/fetch_file.ts";
import { InputError, StoppedError } from "../../../lib/errors.ts";
import { runScript } from "../../child.ts";
import { withTempDir } from "../../temp_dir.ts";
import {
  type Handler,
  md5,
  serveBytes,
  someBytes,
  stallAfter,
  withCutAnswers,
  withServer,
} from "./file_server.ts";

const BYTES = someBytes(200_000);
const FACTS = { md5: md5(BYTES), bytes: BYTES.length };

interface Case {
  readonly target: string;
  readonly url: string;
  readonly requests: string[];
  fetch(options?: FetchOptions): Promise<void>;
}

function withFetch(handler: Handler, body: (one: Case) => Promise<void>): () => Promise<void> {
  return () =>
    withTempDir((dir) =>
      withServer(handler, (url, requests) => {
        const target = `${dir}/file`;
        const fetch = (options: FetchOptions = {}) =>
          fetchFile(`${url}/file`, target, { ...FACTS, stallMs: 5000, ...options });
        return body({ target, url, requests, fetch });
      })
    );
}

/** Asserts that the file is complete and its partial file is gone. */
async function assertWhole(target: string): Promise<void> {
  assertEquals(md5(await Deno.readFile(target)), FACTS.md5);
  assertEquals(await Deno.stat(`${target}.part`).catch(() => undefined), undefined);
}

Deno.test(
  "fetchFile: a file comes whole, with its progress",
  withFetch((request) => serveBytes(BYTES, request), async ({ fetch, target }) => {
    let last: unknown[] = [];
    await fetch({ onProgress: (...progress) => void (last = progress) });
    await assertWhole(target);
    assertEquals(last, [BYTES.length, BYTES.length]);
  }),
);

Deno.test(
  "fetchFile: a part that was left is resumed from",
  withFetch((request) => serveBytes(BYTES, request), async ({ fetch, target, requests }) => {
    await Deno.writeFile(`${target}.part`, BYTES.subarray(0, 70_001));
    await fetch();
    assertEquals(requests, ["bytes=70001-"]);
    await assertWhole(target);
  }),
);

Deno.test(
  "fetchFile: a whole part needs no byte more, a part that is too long starts anew",
  withFetch((request) => serveBytes(BYTES, request), async ({ fetch, target, requests }) => {
    await Deno.writeFile(`${target}.part`, BYTES);
    await fetch();
    await assertWhole(target);
    await Deno.writeFile(`${target}.part`, someBytes(300_000));
    await fetch();
    await assertWhole(target);
    assertEquals(requests, ["bytes=200000-", "bytes=300000-", ""]);
  }),
);

Deno.test(
  "fetchFile: a part longer than the file starts anew, also where no hash is known",
  withFetch((request) => serveBytes(BYTES, request), async ({ url, target, requests }) => {
    const part = partOf(`${url}/file`, target, {});
    await Deno.writeFile(part, someBytes(300_000).reverse());
    await fetchFile(`${url}/file`, target, { bytes: BYTES.length });
    await assertWhole(target);
    assertEquals(await Deno.stat(part).catch(() => undefined), undefined);
    assertEquals(requests, ["bytes=300000-", ""]);
  }),
);

Deno.test(
  "fetchFile: a server without ranges starts anew",
  withFetch(() => new Response(BYTES), async ({ fetch, target }) => {
    await Deno.writeFile(`${target}.part`, BYTES.subarray(0, 70_000));
    await fetch();
    await assertWhole(target);
  }),
);

Deno.test(
  "fetchFile: a damaged part is noticed by the MD5 and fetched once more from the start",
  withFetch((request) => serveBytes(BYTES, request), async ({ fetch, target, requests }) => {
    await Deno.writeFile(`${target}.part`, someBytes(5000).map((byte) => byte ^ 1));
    await fetch();
    assertEquals(requests, ["bytes=5000-", ""]);
    await assertWhole(target);
  }),
);

Deno.test(
  "fetchFile: a server that stalls once is asked for the rest",
  withFetch(
    (request, count) =>
      count === 1 ? stallAfter(BYTES.slice(0, 60_000)) : serveBytes(BYTES, request),
    async ({ fetch, target, requests }) => {
      await fetch({ stallMs: 300 });
      assertEquals(requests, ["", "bytes=60000-"]);
      await assertWhole(target);
    },
  ),
);

Deno.test("fetchFile: a server that cuts its answers short is asked for the rest", () =>
  withTempDir((dir) =>
    withCutAnswers([
      { head: "200 OK\r\ncontent-length: 200000", body: BYTES.subarray(0, 60_000) },
      {
        head: "206 Partial\r\ncontent-range: bytes 60000-199999/200000\r\ncontent-length: 140000",
        body: BYTES.subarray(60_000, 130_000),
      },
      {
        head: "206 Partial\r\ncontent-range: bytes 130000-199999/200000\r\ncontent-length: 70000",
        body: BYTES.subarray(130_000),
      },
    ], async (url, requests) => {
      await fetchFile(`${url}/file`, `${dir}/file`, FACTS);
      assertEquals(requests, ["", "bytes=60000-", "bytes=130000-"]);
      await assertWhole(`${dir}/file`);
    })
  ));

Deno.test(
  "fetchFile: a server that only stalls is given up",
  withFetch(() => stallAfter(new Uint8Array()), async ({ fetch, requests }) => {
    const { message } = await assertRejects(() => fetch({ stallMs: 50 }), InputError);
    assertStringIncludes(message, "/file: nothing arrived for 0.05 s, 3 times");
    assertEquals(requests.length, 3);
  }),
);

Deno.test(
  "fetchFile: other content is refused and not kept",
  withFetch(() => new Response(BYTES.map((byte) => byte ^ 1)), async ({ fetch, target }) => {
    const { message } = await assertRejects(() => fetch(), InputError);
    assertStringIncludes(message, `expected ${FACTS.md5}: another or damaged file`);
    for (const path of [target, `${target}.part`]) {
      assertEquals(await Deno.stat(path).catch(() => undefined), undefined);
    }
  }),
);

Deno.test(
  "fetchFile: a server that never ends is stopped",
  withFetch(() => {
    const piece = new Uint8Array(65_536);
    return new Response(
      new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(piece) }),
    );
  }, async ({ fetch }) => {
    await assertRejects(() => fetch(), InputError, "sends more than 401000 bytes; not the file");
  }),
);

Deno.test(
  "fetchFile: redirects are followed",
  withFetch((request, count) => {
    if (count === 1) return Response.redirect(new URL("/elsewhere", request.url), 302);
    return serveBytes(BYTES, request);
  }, async ({ fetch, target }) => {
    await fetch();
    await assertWhole(target);
  }),
);

for (const [status, text] of [[404, "Not Found"], [500, "Internal Server Error"]] as const) {
  Deno.test(
    `fetchFile: status ${status} is said`,
    withFetch(() => new Response("page", { status, statusText: text }), async ({ fetch }) => {
      await assertRejects(() => fetch(), InputError, `/file: the server answers ${status} ${text}`);
    }),
  );
}

Deno.test("fetchFile: a server that is not there is one line", () =>
  withTempDir(async (dir) => {
    const { port } = withFreePort();
    const { message } = await assertRejects(
      () => fetchFile(`http://127.0.0.1:${port}/file`, `${dir}/file`, FACTS),
      InputError,
    );
    assertStringIncludes(message, "/file: cannot be reached or breaks off: ");
    assertEquals(message.includes("\n"), false);
  }));

function withFreePort(): { port: number } {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return { port: listener.addr.port };
}

Deno.test(
  "fetchFile: killed in the middle, it gives the same bytes when started again",
  withFetch(
    (request, count) =>
      count === 1 ? stallAfter(BYTES.slice(0, 60_000)) : serveBytes(BYTES, request),
    async ({ fetch, target, url, requests }) => {
      const script = `import { fetchFile } from "./lib/data/download/fetch_file.ts";
        await fetchFile(${JSON.stringify(`${url}/file`)}, ${JSON.stringify(target)}, {
          ...${JSON.stringify(FACTS)},
          onProgress: (done) => done === 60000 && Deno.kill(Deno.pid, "SIGKILL"),
        });`;
      assertEquals((await runScript(script)).code, 137);
      await fetch();
      assertEquals(requests, ["", "bytes=60000-"]);
      await assertWhole(target);
    },
  ),
);

Deno.test(
  "fetchFile: stopped in the middle, it gives the same bytes when started again",
  withFetch(
    (request, count) =>
      count === 1 ? stallAfter(BYTES.slice(0, 60_000)) : serveBytes(BYTES, request),
    async ({ fetch, target, requests }) => {
      const controller = new AbortController();
      const onProgress = (done: number) => done === 60_000 && controller.abort();
      await assertRejects(() => fetch({ signal: controller.signal, onProgress }), StoppedError);
      await fetch();
      assertEquals(requests, ["", "bytes=60000-"]);
      await assertWhole(target);
    },
  ),
);
