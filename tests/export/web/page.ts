/** The exported page in a real browser, operated like a user would. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { LIMIT_MS } from "../../until.ts";

/** An open page with all its requests and errors. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Addresses of all requests. */
  readonly requests: readonly string[];
  /** Errors on the console, including violations of the security policy. */
  readonly errors: readonly string[];
}

/** Opens the page and waits until its model is ready. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(url);
  await ready(page);
  return { page, requests, errors, [Symbol.asyncDispose]: () => context.close() };
}

/** Waits until nothing is being loaded or scored any more. */
export async function ready(page: Page): Promise<void> {
  await page.locator("#engine[data-state=ready], #engine[data-state=failed]")
    .waitFor({ timeout: LIMIT_MS });
}

/** A file to give to the page. */
export interface GivenFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Drops or pastes files and waits until the last of them is shown. */
export async function give(
  page: Page,
  how: "drop" | "paste",
  files: readonly GivenFile[],
): Promise<void> {
  const encoded = files.map(({ name, type, bytes }) => ({ name, type, base64: bytes.toBase64() }));
  await page.evaluate(`((how, files) => {
    const transfer = new DataTransfer();
    for (const { name, type, base64 } of files) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type }));
    }
    const event = how === "drop"
      ? new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })
      : new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true });
    document.body.dispatchEvent(event);
  })(${JSON.stringify(how)}, ${JSON.stringify(encoded)})`);
  const last = files.at(-1)!.name;
  await page.locator("#caption", { hasText: last }).waitFor({ timeout: LIMIT_MS });
  await ready(page);
}

/** The score on display, to all digits. */
export async function shownScore(page: Page): Promise<number> {
  return Number(await page.locator("#score").getAttribute("data-score"));
}

/** Elements that reach beyond the window, by tag and id. */
export async function tooWide(page: Page): Promise<readonly string[]> {
  return await page.evaluate(`[...document.querySelectorAll("body, body *")]
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (right > innerWidth + 0.5 || left < -0.5);
    })
    .map((element) => element.tagName + "#" + element.id)`) as string[];
}

/** The picture on display as a data URL, to compare with another state of it. */
export async function pictureBytes(page: Page): Promise<string> {
  return await page.evaluate(`document.getElementById("picture").toDataURL()`) as string;
}
