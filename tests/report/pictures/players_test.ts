import { assert, assertEquals, assertRejects } from "@std/assert";
import { DOMParser } from "linkedom";
import { decodeCategory, loadCategory } from "../../../lib/data/mod.ts";
import { InputError } from "../../../lib/errors.ts";
import { blockInspector } from "../../../lib/experiment/notebook/block_inspector.ts";
import { createDetector } from "../../../lib/registry/create.ts";
import { pictureSlider } from "../../../lib/report/pictures/picture_slider.ts";

const page = (html: string) =>
  new DOMParser().parseFromString(`<html><body>${html}</body></html>`, "text/html");

Deno.test("pictureSlider: a step a position, the first is shown, labels are escaped", async () => {
  const tile = (value: number) => ({
    size: 2,
    channels: 1 as const,
    pixels: new Uint8Array(4).fill(value),
    label: `<${value}>`,
  });
  const { html, text } = await pictureSlider({
    name: "levels",
    caption: "Move it.",
    title: "level",
    steps: [0, 128, 255].map((value) => ({ label: `${value}`, tiles: [tile(value)] })),
    fixed: [tile(7)],
  });
  const document = page(html);
  assertEquals(document.querySelector("input")!.getAttribute("max"), "2");
  assertEquals(
    [...document.querySelectorAll("[data-step]")].map((step) => step.getAttribute("data-step")),
    ["0", "128", "255"],
  );
  assertEquals(document.querySelectorAll("img").length, 4);
  assert(html.includes("&lt;128&gt;") && !html.includes("<128>"));
  assertEquals(text.split("\n")[1], "level 128: <128>");
});

Deno.test("blockInspector: a button a block, each with its items; a method without memories is refused", async () => {
  const category = await loadCategory("data/sample/bottle");
  const config = { levels: 2, baseWidth: 4, items: 8, epochs: 1 };
  using detector = await createDetector("daad", category, { imageSize: 32, config });
  const { test } = await decodeCategory(category, detector.config);
  const view = detector.memories!.find(({ division }) => division.height * division.width <= 64)!;
  const { height, width } = view.division;
  const { html, text } = await blockInspector(detector, test, 0);
  const document = page(html);
  assertEquals(document.querySelectorAll("button").length, height * width);
  assertEquals(document.querySelectorAll("[data-step]").length, height * width);
  for (const line of text.split("\n")) {
    const [, ...weights] = [...line.matchAll(/\((\d+) %\)/g)].map(([, share]) => Number(share));
    assert(weights.every((weight, i) => i === 0 || weight <= weights[i - 1]!), line);
  }
  using ae = await createDetector("ae", category, { imageSize: 32, config: { epochs: 1 } });
  await assertRejects(() => blockInspector(ae, test, 0), InputError, "no memory");
});
