import { assertEquals } from "@std/assert";
import { tableOfRecords } from "../../../lib/experiment/notebook/table_view.ts";
import { judgeTable } from "../../../lib/report/table/judge.ts";
import { type RunFacts, someRecord } from "../../record/table/records.ts";

const NONE = "not measured";

/** The answers in the order of the questions. */
async function answers(...facts: readonly RunFacts[]): Promise<string[]> {
  const records = await Promise.all(facts.map(someRecord));
  const stored = records.map((record, i) => ({ file: `${i}/record.json`, record }));
  const { html } = judgeTable(await tableOfRecords("mvtec", stored));
  return [...html.matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map(([, text]) =>
    text!.replaceAll("\u00a0", " ")
  );
}

/** Without a part of the discriminator, the score is a statistic of the error, like DAAD's. */
const byTop = { own: "top", statistics: {} } as const;

Deno.test("judgeTable: counts, means and marks by the cells", async () => {
  const [memory, critic, published, , low, network] = await answers(
    { method: "ae", category: "bottle", value: 0.901 },
    { method: "ae", category: "grid", value: 0.4 },
    { method: "ae", category: "screw", value: 0.7 },
    // Published DAAD+: bottle 97.6, grid 95.7.
    { method: "daad", category: "bottle", value: 0.951, blur: [0.96, 0.9] },
    { method: "daad", category: "grid", value: 0.3, blur: [0.2, 0.9] },
    { method: "daad_plus", category: "bottle", value: 0.976, blur: [0.98, 0.9], ...byTop },
    { method: "daad_plus", category: "grid", value: 0.967, blur: [0.2, 0.9], ...byTop },
    { method: "daad_plus", category: "capsule", value: 0.7, partial: "half" },
  );
  assertEquals(memory, "in 1 of 2 categories; on their mean −2.5");
  assertEquals(critic, "in 2 of 2 categories; on their mean +34.6");
  assertEquals(
    published,
    "DAAD+ beside DAAD+: above in 1 of 2 categories, the published value within our interval in 1; " +
      "on their mean +0.5",
  );
  assertEquals(low, "DAAD: grid; AE: grid");
  assertEquals(
    network,
    "DAAD+: beyond the best score without one in 1 of 2 categories; not in bottle",
  );
});

Deno.test("judgeTable: what a record has no controls for is not called beyond them", async () => {
  const bottle = { category: "bottle", value: 0.9 } as const;
  const asked = (...facts: RunFacts[]) => answers(...facts).then((all) => all.at(-1));
  // Another method's record has them; the table shows them, and DAAD+ was not compared with them.
  const others = { ...bottle, method: "ae", blur: [0.96, 0.9] } as const;
  const none = "these records have no scores without a network";
  const plus = { ...bottle, method: "daad_plus" } as const;
  assertEquals(await asked(others, plus), none);
  const daad = { ...bottle, method: "daad", blur: [0.5, 0.5] } as const;
  const beyond = "DAAD: beyond the best score without one in 1 of 1 categories";
  assertEquals(await asked(others, plus, daad), beyond);
});

Deno.test("judgeTable: no difference between two kinds of score", async () => {
  const [, critic] = await answers({ method: "daad" }, { method: "daad_plus" });
  assertEquals(critic, "no category has both with the same score");
});

Deno.test("judgeTable: no difference between runs of other images or another length", async () => {
  const bottle = { category: "bottle", value: 0.9 };
  const [memory, critic] = await answers(
    { ...bottle, method: "ae", overrides: { epochs: 10 } },
    { ...bottle, method: "daad" },
    { ...bottle, method: "daad_plus", fingerprint: "fewer images of bottle", ...byTop },
  );
  assertEquals([memory, critic], [
    "no category has both with the same number of epochs",
    "no category has both with the same images",
  ]);
});

Deno.test("judgeTable: what no record tells is said, in as many rows", async () => {
  assertEquals(await answers({ method: "ae", category: "bottle", value: 0.9 }), [
    NONE,
    NONE,
    "no category has both, of the same images",
    "no mean of ours is comparable with a published one",
    "nothing",
    "these records have no scores without a network",
  ]);
});

Deno.test("judgeTable: methods of other papers beside their published means", async () => {
  const facts = { dataset: "mnist", imageSize: 32, channels: 1, category: "0" } as const;
  const record = await someRecord({ ...facts, method: "vae", value: 0.9 });
  const table = await tableOfRecords("mnist", [{ file: "vae/record.json", record }]);
  const difference = table.columns[0]!.mean.difference!;
  const { text } = judgeTable(table);
  const amount = `${difference < 0 ? "−" : "+"}${Math.abs(100 * difference).toFixed(1)}`;
  const expected = `VAE ${amount} (0)`;
  assertEquals(text.split("\n")[5]!.endsWith(`  ${expected}`), true, text);
});
