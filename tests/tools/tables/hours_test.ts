import { assertEquals } from "@std/assert";
import { MNIST } from "../../../lib/experiment/plan/tables/classes.ts";
import { MVTEC } from "../../../lib/experiment/plan/tables/mvtec.ts";
import { formatHours } from "../../../tools/tables/hours.ts";
import { someRecord } from "../../record/table/records.ts";

/** `| a | b |` → `["a", "b"]`, without the line under the header. */
const rowsOf = (table: string) =>
  table.split("\n").filter((_, i) => i !== 1)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

Deno.test("hours: the least time of an image and epoch, times images, epochs, pixels and width²", async () => {
  const mnist = { method: "ganomaly", dataset: "mnist", category: "1", channels: 1 } as const;
  const run = async (
    baseWidth: number,
    seconds: number,
    { threads = 1, ...overrides }: { threads?: number; latent?: number } = {},
  ) => {
    const facts = { ...mnist, imageSize: 32, overrides: { baseWidth, epochs: 10, ...overrides } };
    const record = await someRecord(facts);
    return {
      ...record,
      backend: { ...record.backend, threads },
      epochs: 10,
      seconds: { ...record.seconds, training: seconds },
      data: { ...record.data, trainingImages: 100 },
    };
  };
  // 64 channels: 20 s for 1,000 images; 32 channels: equivalent to 24 s at 64.
  const records = [
    await run(64, 20),
    await run(32, 6),
    // A wider network is cheaper for its size, but the one in question was measured itself.
    await run(128, 40),
    // Quicker, but on more threads, or of another network.
    await run(64, 1, { threads: 2 }),
    await run(64, 1, { latent: 10 }),
  ];
  const rows = rowsOf(await formatHours([MNIST, MVTEC], records, 4));
  // 10 classes, 3 seeds, 15 epochs of 6,000 images.
  const hours = 0.02 * 15 * 6000 * 30 / 3600;
  assertEquals(rows, [
    ["Method", MNIST.title, MVTEC.title],
    ["GANomaly", `30 runs, ${hours.toFixed(0)} h`, ""],
    ["Together", `${hours.toFixed(0)} h`, "0.0 h"],
    ["4 times faster", `${(hours / 4).toFixed(1)} h`, "0.0 h"],
  ]);
});
