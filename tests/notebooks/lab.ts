/** JupyterLab, as `deno task lab` starts it, in a real browser. */
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { LIMIT_MS } from "../until.ts";
import { ROOT } from "./headless.ts";

/** The folder that is served; next to `notebooks/`, so that imports of a copy there resolve. */
export const LAB_FOLDER = "runs";

/** Where screenshots and the server's log go. */
export const SCREENSHOTS = `${ROOT}runs/lab`;

/** Selects the open notebook. */
export const PANEL = ".jp-NotebookPanel";

/** Selects each output of its cells. */
export const OUTPUT = `${PANEL} .jp-OutputArea-output`;

/** Several test files run at a time. */
const LOG = `${SCREENSHOTS}/lab-${Deno.pid}.log`;
const TOKEN = crypto.randomUUID();

/** Starts `deno task lab` and waits until it answers. */
export async function startLab(
  env: Readonly<Record<string, string>> = {},
): Promise<AsyncDisposable & { url: string }> {
  await Deno.mkdir(SCREENSHOTS, { recursive: true });
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = await Deno.open(LOG, { create: true, write: true, truncate: true });
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...["task", "lab", "--no-browser", "--ip=127.0.0.1", `--port=${port}`],
      ...["--ServerApp.port_retries=0", `--IdentityProvider.token=${TOKEN}`],
      `--ServerApp.root_dir=${ROOT}${LAB_FOLDER}`,
    ],
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1", ...env },
  }).spawn();
  const logged = Promise.all([process.stdout, process.stderr].map(async (stream) => {
    for await (const chunk of stream) await log.write(chunk);
  }));
  const headers = { authorization: `token ${TOKEN}` };
  let ended = false;
  const status = process.status.finally(() => ended = true);
  const deadline = performance.now() + LIMIT_MS;
  while (!await answers(`${url}/api/status`, headers)) {
    if (ended || performance.now() > deadline) {
      if (!ended) process.kill();
      throw new Error(`JupyterLab did not start:\n${await Deno.readTextFile(LOG)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      await (await fetch(`${url}/api/shutdown`, { method: "POST", headers })).body?.cancel();
      assertEquals((await status).code, 0, "exit code of deno task lab");
      await logged;
      log.close();
    },
  };
}

async function answers(url: string, headers: Record<string, string>): Promise<boolean> {
  try {
    const response = await fetch(url, { headers });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Opens a notebook of the folder and waits for its kernel, since until then Run All does nothing. */
export async function openNotebook(page: Page, url: string, name: string): Promise<void> {
  await page.goto(`${url}/lab/tree/${name}?token=${TOKEN}&reset`, {
    waitUntil: "domcontentloaded",
  });
  await page.locator(`${PANEL}:not(.lm-mod-hidden) .jp-Notebook`).waitFor({ timeout: LIMIT_MS });
  await page.locator(`${PANEL} .jp-Toolbar-kernelName`, { hasText: /Deno/ })
    .waitFor({ timeout: LIMIT_MS });
  await waitUntilIdle(page);
}

/** Waits until the kernel is idle and no cell waits for it. */
export async function waitUntilIdle(page: Page): Promise<void> {
  const idle = `(() => {
    const panel = document.querySelector("${PANEL}");
    const status = panel?.querySelector(".jp-Notebook-ExecutionIndicator")
      ?.getAttribute("data-status");
    const waiting = [...(panel?.querySelectorAll(".jp-InputArea-prompt") ?? [])]
      .some((prompt) => prompt.textContent?.includes("[*]"));
    return status === "idle" && !waiting;
  })()`;
  await page.waitForFunction(idle, undefined, { timeout: LIMIT_MS });
}

/** Clicks an entry of the menu bar. */
export async function chooseFromMenu(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole("menuitem", { name: menu, exact: true }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}
