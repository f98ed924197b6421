/**
 * Opens charts in the browser through nodeplotlib.
 *
 * @module
 */
import type { Layout, Plot } from "nodeplotlib";
import http from "node:http";
import type { Figure } from "../figure/figure.ts";

/** The only address that the server listens on, so that nobody else on the network sees the chart. */
const LOOPBACK = "127.0.0.1";

/**
 * Imports a package by name. With `import("nodeplotlib")` Deno would fetch the package's server (35
 * MB) for everyone who imports this file, and packages may not contain `import(name)`.
 */
const importPackage = new Function("name", "return import(name)") as (
  name: string,
) => Promise<unknown>;

/**
 * Opens a chart in the browser. nodeplotlib serves it on a free port of the loopback address until
 * the browser window is closed or the process ends. The page loads plotly.js from Plotly's server on
 * the internet.
 *
 * It needs permission to listen on 127.0.0.1 and to run the program that opens a browser (`xdg-open`,
 * `open`).
 */
export async function openInBrowser({ data, layout }: Figure): Promise<void> {
  listenOnLoopback();
  Deno.env.set("NODEPLOTLIB_PORT", "0"); // any free one; opening the browser is then left to us
  const { plot } = await importPackage("nodeplotlib") as {
    plot: (data: Plot[], layout: Layout) => void;
  };
  plot(data, layout);
}

/**
 * Makes servers listen on the loopback address: nodeplotlib names only a port, and would listen on
 * all addresses.
 */
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

/**
 * Opens a URL in the browser. nodeplotlib would use a shell, for which it would need permission to do
 * anything.
 */
function startBrowser(url: string): void {
  const opener = Deno.build.os === "darwin" ? "open" : "xdg-open";
  new Deno.Command(opener, { args: [url], stdout: "null", stderr: "null" }).spawn().unref();
}
