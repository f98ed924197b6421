import { assert, assertEquals, assertRejects } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { type Checkpoint, CheckpointFile } from "../../lib/train/checkpoint.ts";
import { withTempDir } from "../temp_dir.ts";

const IDENTITY = { method: "daad", seed: 3, compiled: true };

const CHECKPOINT: Checkpoint = {
  step: 7,
  losses: [{ total: 1 / 3, part: 1e-9 }],
  sums: { total: 0.1 + 0.2 },
  seconds: 12.5,
  tensors: {
    "network/kernel": { shape: [2, 1], values: new Float32Array([1 / 3, -0]) },
    "adam/mean": { shape: [2], values: new Float32Array([1e-38, 3]) },
  },
};

const withFile = (body: (path: string) => Promise<void>) => () =>
  withTempDir((dir) => body(`${dir}/checkpoint.safetensors`));

Deno.test(
  "CheckpointFile: gives back every bit, and nothing where there is none",
  withFile(async (path) => {
    const file = new CheckpointFile(path, IDENTITY);
    assertEquals(await file.load(), undefined);
    await file.save(CHECKPOINT);
    assertEquals(await new CheckpointFile(path, IDENTITY).load(), CHECKPOINT);
    await file.remove();
    assertEquals(await file.load(), undefined);
  }),
);

Deno.test(
  "CheckpointFile: any changed byte and any lost end is noticed",
  withFile(async (path) => {
    const file = new CheckpointFile(path, IDENTITY);
    await file.save(CHECKPOINT);
    const whole = await Deno.readFile(path);
    for (let at = 0; at < whole.length; at++) {
      const bytes = whole.slice();
      bytes[at]! ^= 1 << (at % 8);
      await Deno.writeFile(path, bytes);
      await assertRejects(() => file.load(), InputError, path);
    }
    for (let length = 1; length < whole.length; length += 7) {
      await Deno.writeFile(path, whole.subarray(0, length));
      await assertRejects(() => file.load(), InputError, path);
    }
  }),
);

Deno.test(
  "CheckpointFile: one of another run is refused by what differs",
  withFile(async (path) => {
    await new CheckpointFile(path, IDENTITY).save(CHECKPOINT);
    const message = (found: unknown, here: unknown, name: string) =>
      `${path}: belongs to another run: its ${name} is ${found}, here it is ${here}; start as ` +
      "that run was started, or remove the file to start anew";
    const refusal = async (identity: Record<string, string | number | boolean>) =>
      (await assertRejects(() => new CheckpointFile(path, identity).load(), InputError)).message;
    assertEquals(await refusal({ ...IDENTITY, seed: 4 }), message(3, 4, "seed"));
    assertEquals(
      await refusal({ ...IDENTITY, device: "gpu" }),
      message("not stated", "gpu", "device"),
    );
    const { seed: _, ...rest } = IDENTITY;
    assertEquals(await refusal(rest), message(3, "not stated", "seed"));
  }),
);

Deno.test(
  "CheckpointFile: a failed write leaves the one before it",
  withFile(async (path) => {
    const file = new CheckpointFile(path, IDENTITY);
    await file.save(CHECKPOINT);
    const wrong = { shape: [3], values: new Float32Array(2) };
    await assertRejects(() => file.save({ ...CHECKPOINT, tensors: { wrong } }), RangeError);
    assertEquals(await file.load(), CHECKPOINT);
    await Deno.mkdir(`${path}.${Deno.pid}.daad-part`); // in the way of the next write
    await assertRejects(() => file.save({ ...CHECKPOINT, step: 8 }));
    assertEquals(await file.load(), CHECKPOINT);
  }),
);

Deno.test(
  "CheckpointFile: due after its interval, counted from the last one",
  withFile(async (path) => {
    const often = new CheckpointFile(path, IDENTITY, { interval: 0 });
    assert(often.due());
    const file = new CheckpointFile(path, IDENTITY);
    assertEquals(file.due(), false);
    await often.save(CHECKPOINT);
    assert(often.due());
  }),
);

Deno.test(
  "CheckpointFile: of another configuration it names the fields, before and now",
  withFile(async (path) => {
    const of = (epochs: number, more = {}) =>
      new CheckpointFile(path, { configuration: `hash of ${epochs}` }, {
        config: { epochs, imageSize: 64, ...more },
      });
    await of(10, { augmentation: "flip" }).save(CHECKPOINT);
    assertEquals(await of(10).load(), CHECKPOINT);
    await assertRejects(
      () => of(4).load(),
      InputError,
      'its own → here: epochs 10 → 4, augmentation "flip" → default; start as',
    );
  }),
);
