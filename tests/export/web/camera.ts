/** A camera for the exported page, whose frames the test decides. */
import type { Page } from "playwright-core";

/** Gives the page a camera that shows nothing yet. */
export async function addCamera(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const tracks = globalThis.cameraTracks = [];
    navigator.mediaDevices.getUserMedia = async () => {
      const track = new MediaStreamTrackGenerator({ kind: "video" });
      tracks.push(track);
      return new MediaStream([track]);
    };
  })()`);
}

/** The camera shows a gray picture. */
export async function showFrame(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const context = new OffscreenCanvas(64, 48).getContext("2d");
    context.fillStyle = "gray";
    context.fillRect(0, 0, 64, 48);
    const writer = cameraTracks.at(-1).writable.getWriter();
    await writer.write(new VideoFrame(context.canvas, { timestamp: 0 }));
    const video = document.getElementById("video");
    if (video.readyState < 2) await new Promise((resolve) => video.onloadeddata = resolve);
  })()`);
}

/** Does what closes the dialog; returns for each use of the camera whether it is still on then. */
export async function afterClosing(page: Page, close: () => Promise<void>): Promise<boolean[]> {
  await page.evaluate(`void (globalThis.viewfinderClosed = new Promise((resolve) =>
    document.getElementById("viewfinder").addEventListener("close", () => setTimeout(resolve))))`);
  await close();
  return await page.evaluate(
    `viewfinderClosed.then(() => cameraTracks.map(({ readyState }) => readyState === "live"))`,
  ) as boolean[];
}
