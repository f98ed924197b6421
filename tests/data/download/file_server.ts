/** A local server that misbehaves as real ones do. */
import { createHash } from "node:crypto";

/** How a server answers a request. */
export type Handler = (request: Request, count: number) => Response | Promise<Response>;

/** Runs `body` with a server; `requests` are the `range` headers received, "" for none. */
export async function withServer(
  handler: Handler,
  body: (url: string, requests: string[]) => Promise<void>,
): Promise<void> {
  const requests: string[] = [];
  const stop = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen: () => {} },
    (request) => {
      requests.push(request.headers.get("range") ?? "");
      return handler(request, requests.length);
    },
  );
  try {
    await body(`http://127.0.0.1:${server.addr.port}`, requests);
  } finally {
    stop.abort();
    await server.finished;
  }
}

/** Bytes whose pattern does not repeat soon. */
export function someBytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * 17) & 255);
}

/** MD5 as hex digits. */
export function md5(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

/** A well-behaved answer, with a range if one is requested. */
export function serveBytes(bytes: Uint8Array<ArrayBuffer>, request: Request): Response {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "")?.[1] ?? NaN);
  if (Number.isNaN(from)) return new Response(bytes);
  if (from >= bytes.length) {
    const headers = { "content-range": `bytes */${bytes.length}` };
    return new Response(null, { status: 416, headers });
  }
  return new Response(bytes.subarray(from), {
    status: 206,
    headers: { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` },
  });
}

/** Sends the first bytes and then nothing more, but keeps the connection open. */
export function stallAfter(bytes: Uint8Array<ArrayBuffer>): Response {
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytes),
  });
  return new Response(stream);
}

/**
 * Runs a bare TCP server that announces more bytes than it sends: each connection gets one answer and
 * is then closed.
 */
export async function withCutAnswers(
  answers: readonly { readonly head: string; readonly body: Uint8Array }[],
  body: (url: string, requests: string[]) => Promise<void>,
): Promise<void> {
  const requests: string[] = [];
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serve = async () => {
    for (const answer of answers) {
      using connection = await listener.accept();
      const buffer = new Uint8Array(4096);
      const length = await connection.read(buffer) ?? 0;
      const request = new TextDecoder().decode(buffer.subarray(0, length));
      requests.push(/^range: (.*)$/im.exec(request)?.[1]?.trim() ?? "");
      const head = new TextEncoder().encode(`HTTP/1.1 ${answer.head}\r\nconnection: close\r\n\r\n`);
      const bytes = Uint8Array.from([...head, ...answer.body]);
      for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
      await connection.closeWrite();
      await connection.read(buffer).catch(() => {}); // until the client has closed too
    }
  };
  await Promise.all([serve(), body(`http://127.0.0.1:${listener.addr.port}`, requests)]);
}
