/**
 * Charts in the browser, through nodeplotlib.
 *
 * @module
 */
import http from "node:http";
import type { Layout, Plot } from "nodeplotlib";
import type { Figure } from "./figure.ts";

/** The only name at which the server can be reached: nobody else on the network sees the chart. */
const LOOPBACK = "127.0.0.1";

/**
 * Not `import("nodeplotlib")`, for which Deno would fetch the package's server, 35 MB, for everyone who
 * imports this file; and not `import(name)`, which packages may not have.
 */
const importPackage = new Function("name", "return import(name)") as (
  name: string,
) => Promise<unknown>;

/**
 * Opens a chart in the browser. nodeplotlib serves it on a free port of the loopback address until the
 * browser's window is closed, or this process ends. The page loads plotly.js from its own server on
 * the internet.
 *
 * It needs the rights to listen on 127.0.0.1 and to start the program that opens a browser
 * (`xdg-open`, `open`).
 */
export async function openInBrowser({ data, layout }: Figure): Promise<void> {
  listenOnLoopback();
  Deno.env.set("NODEPLOTLIB_PORT", "0"); // any free one; it then leaves the browser to us
  const { plot } = await importPackage("nodeplotlib") as {
    plot: (data: Plot[], layout: Layout) => void;
  };
  plot(data, layout);
}

/** nodeplotlib names a port and no address, and would be heard on all of them. */
function listenOnLoopback(): void {
  const server = http.Server.prototype as unknown as {
    listen: ((...args: unknown[]) => unknown) & { loopback?: true };
  };
  const listen = server.listen;
  if (listen.loopback) return;
  server.listen = Object.assign(function (this: unknown, port: unknown, ...rest: unknown[]) {
    const callback = rest.filter((argument) => typeof argument === "function");
    const emitter = this as http.Server;
    emitter.once("listening", () => {
      const address = emitter.address();
      if (typeof address === "object") startBrowser(`http://${LOOPBACK}:${address?.port}`);
    });
    return listen.call(this, Number(port), LOOPBACK, ...callback);
  }, { loopback: true as const });
}

/** nodeplotlib would start a shell for it, which is a right to do anything. */
function startBrowser(url: string): void {
  const opener = Deno.build.os === "darwin" ? "open" : "xdg-open";
  new Deno.Command(opener, { args: [url], stdout: "null", stderr: "null" }).spawn().unref();
}
