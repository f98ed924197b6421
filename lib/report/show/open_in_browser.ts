/**
 * Opens charts in the browser through nodeplotlib.
 *
 * @module
 */
import type { Layout, Plot } from "nodeplotlib";
import http from "node:http";
import { InputError } from "../../errors.ts";
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
 *
 * @throws {InputError} If there is no such program, or it may not be started.
 */
export async function openInBrowser({ data, layout }: Figure): Promise<void> {
  served ??= serveOnLoopback();
  Deno.env.set("NODEPLOTLIB_PORT", "0"); // any free one; opening the browser is then left to us
  const { plot } = await importPackage("nodeplotlib") as {
    plot: (data: Plot[], layout: Layout) => void;
  };
  plot(data, layout);
  await served;
}

/** Resolves when nodeplotlib's one server for all charts is open in the browser. */
let served: Promise<void> | undefined;

/**
 * Makes the next server listen on the loopback address, and opens it: nodeplotlib names only a port, and
 * would listen on all addresses.
 */
function serveOnLoopback(): Promise<void> {
  const server = http.Server.prototype as unknown as { listen: (...args: unknown[]) => unknown };
  const { listen } = server;
  return new Promise((resolve, reject) => {
    server.listen = function (this: unknown, port: unknown, ...rest: unknown[]) {
      server.listen = listen; // other servers of this process are not ours
      const callback = rest.filter((argument) => typeof argument === "function");
      const emitter = this as http.Server;
      emitter.once("error", reject);
      emitter.once("listening", () => {
        const address = emitter.address();
        const port = typeof address === "object" ? address?.port : undefined;
        Promise.try(startBrowser, `http://${LOOPBACK}:${port}`).then(resolve, reject);
      });
      return listen.call(this, Number(port), LOOPBACK, ...callback);
    };
  });
}

/**
 * Opens a URL in the browser. nodeplotlib would use a shell, for which it would need permission to do
 * anything.
 */
function startBrowser(url: string): void {
  const opener = Deno.build.os === "darwin" ? "open" : "xdg-open";
  try {
    new Deno.Command(opener, { args: [url], stdout: "null", stderr: "null" }).spawn().unref();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      // Deno's rule for programs that are named one by one, as in the rights of `figure --open`.
      throw new InputError(
        `${opener}: may not be started while LD_LIBRARY_PATH or the like is set; unset it for this command`,
      );
    }
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new InputError(
      `${opener}: not found; it opens the browser: install it, or save the figure`,
    );
  }
}
