/** A plain file server on the local machine. */

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript",
  css: "text/css",
  svg: "image/svg+xml",
  json: "application/json",
  wasm: "application/wasm",
};

/** Serves a folder until it is disposed; `url` ends with a slash. */
export function serveFolder(folder: string): AsyncDisposable & { readonly url: string } {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      const path = pathname === "/" ? "/index.html" : decodeURIComponent(pathname);
      try {
        const bytes = await Deno.readFile(`${folder}${path}`);
        const type = TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream";
        return new Response(bytes, { headers: { "content-type": type } });
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) {
          return new Response("not found", {
            status: 404,
          });
        }
        throw error;
      }
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
