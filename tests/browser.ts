/** A real browser for tests. */
import { type Browser, chromium } from "playwright-core";

/** Why there is no browser; `undefined` if there is one. */
export function browserObstacle(): string | undefined {
  return findBrowser() ? undefined : "no Chromium; Debian's package is chromium";
}

/** Starts Chromium headless. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser(),
    args: [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
}

function findBrowser(): string | undefined {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  const names = ["chromium", "chromium-browser", "google-chrome"];
  return folders.flatMap((folder) => names.map((name) => `${folder}/${name}`)).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}
