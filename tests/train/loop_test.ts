import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../lib/data/images/image_set.ts";
import { InputError, StoppedError } from "../../lib/errors.ts";
import { combineStates, type Stateful } from "../../lib/nn/variables/stateful.ts";
import type { Checkpoint, Checkpoints } from "../../lib/train/checkpoint.ts";
import { type LoopOptions, trainLoop } from "../../lib/train/loop.ts";
import type { Progress } from "../../lib/train/progress.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { noLeak } from "../no_leak.ts";
import { testImages } from "../test_images.ts";

await useSynchronousBackend();

const images = testImages({ count: 10, size: 8, channels: 1 });

function options(step: LoopOptions["step"], more: Partial<LoopOptions> = {}): LoopOptions {
  return {
    images,
    step,
    state: combineStates({}),
    epochs: 3,
    batchSize: 4,
    decayAt: 0.5,
    decayFactor: 0.1,
    seed: 0,
    ...more,
  };
}

/** A step that computes nothing of interest. */
const constantStep: LoopOptions["step"] = () => ({ total: tf.scalar(2), part: tf.scalar(0.5) });

Deno.test("trainLoop: full batches, counted steps, one decay, mean losses", () =>
  noLeak(async () => {
    const calls: [number[], number, number][] = [];
    const history = await trainLoop(options((batch, { step, learningRateFactor }) => {
      calls.push([batch.shape, step, learningRateFactor]);
      return { total: tf.scalar(step), part: tf.scalar(1) };
    }));
    assertEquals(calls.length, 6); // 10 images make 2 full batches of 4 per epoch
    assertEquals(calls[0], [[4, 8, 8, 1], 1, 1]);
    assertEquals(calls.map(([, , factor]) => factor), [1, 1, 1, 0.1, 0.1, 0.1]);
    assertEquals(history.steps, 6);
    assertEquals(history.losses, [
      { total: 1.5, part: 1 },
      { total: 3.5, part: 1 },
      { total: 5.5, part: 1 },
    ]);
  }));

Deno.test("trainLoop: a rate that drops again and again, after every tenth", () =>
  noLeak(async () => {
    const factors: number[] = [];
    await trainLoop(options((_, { learningRateFactor }) => {
      factors.push(learningRateFactor);
      return { total: tf.scalar(0) };
    }, { epochs: 10, decayAt: 0.1, decayFactor: 0.5, decayRepeats: true }));
    assertEquals(factors, Array.from({ length: 20 }, (_, i) => 0.5 ** Math.floor(i / 2)));
  }));

Deno.test("trainLoop: the seed decides the order, epochs differ", () =>
  noLeak(async () => {
    const order = async (seed: number) => {
      const seen: number[] = [];
      await trainLoop(options((batch) => {
        seen.push(...tf.tidy(() => tf.sum(batch, [1, 2, 3]).dataSync()));
        return { total: tf.scalar(0) };
      }, { seed }));
      return seen;
    };
    const first = await order(1);
    assertEquals(await order(1), first);
    assert((await order(2)).join() !== first.join());
    assert(first.slice(0, 8).join() !== first.slice(8, 16).join());
  }));

Deno.test("trainLoop: fewer images than a batch make one smaller batch", () =>
  noLeak(async () => {
    const shapes: number[][] = [];
    const history = await trainLoop(options((batch) => {
      shapes.push(batch.shape);
      return { total: tf.scalar(0) };
    }, { batchSize: 64, epochs: 1 }));
    assertEquals([shapes, history.steps], [[[10, 8, 8, 1]], 1]);
  }));

Deno.test("trainLoop: stops at the first loss that is not finite and says where", () =>
  noLeak(async () => {
    let steps = 0;
    const error = await assertRejects(
      () =>
        trainLoop(options(() => {
          steps++;
          return { total: tf.scalar(1), alignment: tf.scalar(steps === 4 ? NaN : 1) };
        })),
      InputError,
    );
    assertEquals(
      error.message,
      "training: loss term alignment is NaN in epoch 2, batch 2 of 2; a lower learningRate " +
        "usually helps",
    );
    assertEquals(steps, 4);
  }));

Deno.test("trainLoop: names all terms that are not finite, and the networks whose weights are not", () =>
  noLeak(async () => {
    const network = (value: number): Stateful => ({
      export: () => Promise.resolve({ bias: { shape: [1], values: Float32Array.of(value) } }),
      import: () => {},
    });
    const state = combineStates({
      generator: network(1),
      discriminator: network(-Infinity),
      "adam of discriminator": network(NaN),
    });
    const step = () => ({
      total: tf.scalar(1),
      adversarial: tf.scalar(Infinity),
      discriminator: tf.scalar(NaN),
    });
    await assertRejects(
      () => trainLoop(options(step, { state })),
      InputError,
      "training: loss terms adversarial, discriminator are Infinity in epoch 1, batch 1 of 2, as " +
        "are weights of discriminator; a lower learningRate usually helps",
    );
  }));

Deno.test("trainLoop: stops between two steps when asked to", () =>
  noLeak(async () => {
    const controller = new AbortController();
    let steps = 0;
    const error = await assertRejects(
      () =>
        trainLoop(options(() => {
          if (++steps === 3) controller.abort();
          return { total: tf.scalar(1) };
        }, { signal: controller.signal })),
      StoppedError,
    );
    assertEquals(
      error.message,
      "training stopped in epoch 2 of 3, after 3 of 6 steps; the weights stay as they are now",
    );
    assertEquals(steps, 3);
  }));

/** Keeps checkpoints in memory. */
class Kept implements Checkpoints {
  readonly source = "memory";
  readonly saved: Checkpoint[] = [];
  constructor(readonly every: number) {}
  load = () => Promise.resolve(this.saved.at(-1));
  due = () => ++this.#asked % this.every === 0;
  save = (checkpoint: Checkpoint) => {
    this.saved.push(structuredClone(checkpoint));
    return Promise.resolve();
  };
  #asked = 0;
}

Deno.test("trainLoop: checkpoints when they are due, at the end and when stopped", () =>
  noLeak(async () => {
    const kept = new Kept(4);
    await trainLoop(options(constantStep, { checkpoints: kept }));
    assertEquals(kept.saved.map(({ step, losses }) => [step, losses.length]), [[4, 2], [6, 3]]);

    const stopped = new Kept(100);
    const controller = new AbortController();
    const stop = () => {
      controller.abort();
      return constantStep(undefined!, undefined!);
    };
    await assertRejects(
      () => trainLoop(options(stop, { checkpoints: stopped, signal: controller.signal })),
      StoppedError,
      "training stopped in epoch 1 of 3, after 1 of 6 steps; saved in memory",
    );
    assertEquals(stopped.saved.map(({ step, sums }) => [step, sums.total]), [[1, 2]]);
  }));

Deno.test("trainLoop: goes on with the images and the rates that were to come", () =>
  noLeak(async () => {
    const train = async (checkpoints?: Checkpoints, signal?: AbortSignal, stop?: () => void) => {
      const seen: number[][] = [];
      const step: LoopOptions["step"] = (batch, { step, learningRateFactor }) => {
        const sum = tf.tidy(() => tf.sum(batch).dataSync()[0]!);
        seen.push([sum, step, learningRateFactor]);
        if (step === 3) stop?.();
        return { total: tf.scalar(step) };
      };
      const history = await trainLoop(options(step, { checkpoints, signal })).catch(() =>
        undefined
      );
      return { seen, losses: history?.losses };
    };
    const whole = await train();
    const kept = new Kept(100);
    const controller = new AbortController();
    const first = await train(kept, controller.signal, () => controller.abort());
    const second = await train(kept);
    assertEquals([...first.seen, ...second.seen], whole.seen);
    assertEquals(second.losses, whole.losses);
    assertEquals((await train(kept)).seen, []); // nothing remains to be done
  }));

Deno.test("trainLoop: a step that fails leaves no batch behind, at once or later", () =>
  noLeak(async () => {
    for (const later of [false, true]) {
      const fail = () => {
        throw new Error("no luck");
      };
      const step = () => later ? Promise.resolve().then(fail) : fail();
      await assertRejects(() => trainLoop(options(step)), Error, "no luck");
    }
  }));

Deno.test("trainLoop: the next batch is ready before the current one is computed", () =>
  noLeak(async () => {
    const alive: number[] = [];
    await trainLoop(options(async () => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      alive.push(tf.memory().numTensors);
      return { total: tf.scalar(1) };
    }));
    assertEquals(alive.map((count) => count - alive.at(-1)!), [1, 1, 1, 1, 1, 0]);
  }));

Deno.test("trainLoop: images that fail to be read end the training after the step before", () =>
  noLeak(async () => {
    let [reads, steps] = [0, 0];
    const failing: ImageSet = {
      ...images,
      read: (indices) => {
        if (++reads === 3) return Promise.reject(new InputError("3.png: is missing"));
        return images.read(indices);
      },
    };
    const step = () => {
      steps++;
      return { total: tf.scalar(1) };
    };
    await assertRejects(
      () => trainLoop(options(step, { images: failing })),
      InputError,
      "3.png: is missing",
    );
    assertEquals([reads, steps], [3, 2]);
  }));

Deno.test("trainLoop: progress names the epoch, the mean loss and reaches the total", () =>
  noLeak(async () => {
    const seen: Progress[] = [];
    await trainLoop(options(constantStep, { onProgress: (progress) => seen.push(progress) }));
    assertEquals(seen.map(({ done }) => done), [1, 2, 3, 4, 5, 6]);
    const { phase, total, epoch, epochs, loss, imagesPerSecond } = seen.at(-1)!;
    assertEquals([phase, total, epoch, epochs, loss], ["train", 6, 3, 3, 2]);
    assert(imagesPerSecond! > 0);
  }));

Deno.test("trainLoop: no images are refused, not trained on in no steps", async () => {
  const none = { ...images, files: [] };
  await assertRejects(
    () => trainLoop(options(constantStep, { images: none })),
    InputError,
    "training: there are no images to train on",
  );
});
