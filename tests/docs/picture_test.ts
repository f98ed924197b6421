/** The README's picture is the upper part of the quickstart's. */
import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import sharp from "sharp";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";

const pixels = (name: string) => sharp(`${PROJECT_ROOT}/data/sample/${name}`).ensureAlpha().raw();

Deno.test("README.md: its picture is the upper part of the quickstart's overview", async () => {
  const { data, info } = await pixels("quickstart_top.png").toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const whole = pixels("quickstart.png").extract({ left: 0, top: 0, width, height });
  assertEquals(Buffer.compare(data, await whole.toBuffer()), 0);
});
