/** Compiled functions: their guarantees on TensorFlow's library; other backends run them as they are. */
import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/backend.ts";
import { compile } from "../../lib/backend/compile.ts";
import { configProto, setGraphOptions } from "../../lib/backend/settings/graph_options.ts";
import { runOp } from "../../lib/backend/tensorflow/raw_op.ts";
import { ffiBinding } from "../../lib/backend/tensorflow/register.ts";
import { lossGradients } from "../../lib/nn/losses/loss_gradients.ts";
import { relu } from "../../lib/nn/ops/activations.ts";
import { addBias } from "../../lib/nn/ops/add_bias.ts";
import { assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { skipBecause } from "../skip.ts";
import { TOLERANCE } from "../tolerances.ts";

const { id } = await useBackend();
const records = id === "tensorflow" && ffiBinding() !== undefined;
const missing = records ? undefined : "no TensorFlow library";

/** A test that makes sense only where functions are recorded. */
function recorded(name: string, body: () => void | Promise<void>): void {
  const title = `compile: ${name}`;
  Deno.test({ name: title, ignore: skipBecause(title, missing), fn: () => noLeak(body) });
}

/** A test that must pass on every backend. */
function everywhere(name: string, body: () => void | Promise<void>): void {
  Deno.test(`compile: ${name}`, () => noLeak(body));
}

const values = (tensor: tf.Tensor): number[] => {
  const read = [...tensor.dataSync()];
  tensor.dispose();
  return read;
};

interface X {
  readonly [name: string]: tf.Tensor;
  readonly x: tf.Tensor;
}

everywhere("gives what the function gives, for every call", () => {
  using f = compile(({ x }: X) => ({ y: tf.add(tf.mul(x, 2), 1), z: tf.sum(x) }));
  for (const start of [1, 10]) {
    const x = tf.tensor1d([start, start + 1]);
    const { y, z } = f({ x });
    assertEquals([values(y), values(z)], [[2 * start + 1, 2 * start + 3], [2 * start + 1]]);
    x.dispose();
  }
});

everywhere("variables are read and assigned anew in each call", () => {
  const total = tf.tidy(() => tf.variable(tf.scalar(0)));
  using add = compile(({ x }: X) => {
    total.assign(tf.add(total, tf.sum(x)) as tf.Scalar);
    return { doubled: tf.mul(total, 2) };
  });
  const x = tf.tensor1d([1, 2]);
  assertEquals(values(add({ x }).doubled), [6]);
  assertEquals([...total.dataSync()], [3]);
  tf.tidy(() => total.assign(tf.scalar(100))); // from outside, in between
  assertEquals(values(add({ x }).doubled), [206]);
  assertEquals([...total.dataSync()], [103]);
  tf.dispose([x, total]);
});

everywhere("an input, a variable or one value twice can be returned", () => {
  const v = tf.tidy(() => tf.variable(tf.scalar(5)));
  using f = compile(({ x }: X) => {
    const y = tf.neg(x);
    return { x: tf.clone(x), y, again: tf.clone(y), v: tf.clone(v) };
  });
  const x = tf.tensor1d([3]);
  const { x: same, y, again, v: read } = f({ x });
  assertEquals([same, y, again, read].map(values), [[3], [-3], [-3], [5]]);
  tf.dispose([x, v]);
});

everywhere("a variable can take over another one's value", () => {
  const [a, b] = tf.tidy(() => [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2))]) as [
    tf.Variable,
    tf.Variable,
  ];
  using f = compile(({ x }: X) => {
    a.assign(b);
    b.assign(tf.add(b, tf.sum(x)));
    return { a: tf.clone(a) };
  });
  const x = tf.ones([1]);
  assertEquals([values(f({ x }).a), values(f({ x }).a)], [[2], [3]]);
  assertEquals([a.dataSync()[0], b.dataSync()[0]], [3, 4]);
  tf.dispose([x, a, b]);
});

everywhere("gradients are part of the function", () => {
  const w = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
  using f = compile(({ x }: X) => {
    const { value, grads } = tf.variableGrads(() => tf.sum(tf.mul(tf.square(w), x)) as tf.Scalar, [
      w,
    ]);
    return { value, gradient: grads[w.name]! };
  });
  const x = tf.tensor1d([3, 4]);
  const { value, gradient } = f({ x });
  assertEquals([values(value), values(gradient)], [[19], [6, 16]]);
  tf.dispose([x, w]);
});

everywhere("in the background: the same result", async () => {
  using f = compile(({ x }: X) => ({ y: tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D) }));
  const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const { y } = await f.inBackground({ x });
  assertEquals(values(y), [7, 10, 15, 22]);
  x.dispose();
});

recorded("in the background: the event loop goes on", async () => {
  using f = compile(({ x }: X) => {
    let y = x as tf.Tensor2D;
    for (let i = 0; i < 20; i++) y = tf.matMul(y, x as tf.Tensor2D);
    return { y: tf.sum(y) };
  });
  const x = tf.eye(256);
  let turns = 0;
  // The thread may be done before the loop gets to the timer; where it waits, it never gets to it.
  for (let tries = 0; tries < 100 && turns === 0; tries++) {
    const timer = setTimeout(() => turns++);
    const { y } = await f.inBackground({ x });
    clearTimeout(timer);
    assertEquals(values(y), [256]);
  }
  assert(turns > 0);
  x.dispose();
});

recorded("one recording for one shape; nothing is computed while recording", () => {
  let calls = 0;
  using f = compile(({ x }: X) => {
    calls++;
    const before = ffiBinding()!.getNumOfTensors();
    const y = tf.sum(tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D));
    // The two axis constants of the ops are real tensors; results are not.
    assert(ffiBinding()!.getNumOfTensors() - before <= 2);
    return { y };
  });
  const x = tf.ones([64, 64]);
  for (let i = 0; i < 3; i++) assertEquals(values(f({ x }).y), [64 ** 3]);
  assertEquals([calls, f.recordings], [1, 1]);
  x.dispose();
});

recorded("a new shape is recorded if declared, else refused with the changed input", () => {
  const fn = ({ x, rate }: { x: tf.Tensor; rate: tf.Tensor }) => ({ y: tf.mul(x, rate) });
  using once = compile(fn, { name: "scale" });
  using twice = compile(fn, { recordings: 2 });
  const rate = tf.scalar(2);
  const [a, b] = [tf.ones([2]), tf.ones([3])];
  for (const f of [once, twice]) assertEquals(values(f({ x: a, rate }).y), [2, 2]);
  assertEquals(values(twice({ x: b, rate }).y), [2, 2, 2]);
  const error = assertThrows(() => once({ x: b, rate }), RangeError);
  assertEquals(
    error.message,
    "scale: would be recorded 2 times, 1 declared; changed input x: float32 [3], before: " +
      "rate: float32 []; x: float32 [2]",
  );
  tf.dispose([rate, a, b]);
});

recorded("reading a value while recording is refused with the op and the line", () => {
  using f = compile(({ x }: X) => {
    if (tf.mean(x).dataSync()[0]! > 0) return { y: tf.neg(x) };
    return { y: tf.clone(x) };
  });
  const x = tf.ones([2]);
  const error = assertThrows(() => f({ x }), Error, "Cannot read the result of Mean (");
  assertMatch(error.message, /compile_test\.ts:\d+:\d+\)/);
  x.dispose();
});

recorded("random draws and new variables are refused", () => {
  const x = tf.ones([2]);
  using draws = compile(({ x }: X) => ({ y: tf.add(x, tf.randomNormal([2])) }), { name: "noisy" });
  assertThrows(() => draws({ x }), Error, "noisy: random numbers would be drawn once");
  let made: tf.Variable | undefined;
  using makes = compile(({ x }: X) => {
    made = tf.variable(tf.zeros([1]));
    return { y: tf.add(x, made) };
  }, { name: "maker" });
  assertThrows(() => makes({ x }), Error, "maker: makes a variable");
  tf.dispose([x, made!]);
});

recorded("an op whose shape depends on values is refused with its line", async () => {
  using f = compile(({ x }: X) => ({ y: tf.unique(x as tf.Tensor1D).values }));
  const x = tf.tensor1d([1, 1]);
  const error = await assertRejects(async () => await f.inBackground({ x }), Error);
  assertMatch(
    error.message,
    /compile_test\.ts:\d+:\d+\): the shape of its result depends on values/,
  );
  x.dispose();
});

recorded("a failed recording leaves variables and tensors as they were", () => {
  const v = tf.tidy(() => tf.variable(tf.scalar(1)));
  using f = compile(({ x }: X) => {
    v.assign(tf.add(v, tf.sum(x)) as tf.Scalar);
    throw new Error("in the middle");
  });
  const x = tf.ones([2]);
  assertThrows(() => f({ x }), Error, "in the middle");
  assertEquals([...v.dataSync()], [1]);
  tf.dispose([x, v]);
});

recorded("a gradient that fails leaves no tensor behind, recorded or not", () => {
  const [used, unused] = tf.tidy(() => [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(1))]);
  const step = ({ x }: X) => {
    const loss = () => ({ total: tf.sum(tf.mul(used!, x)) as tf.Scalar });
    return lossGradients(loss, [used!, unused!]).terms;
  };
  using f = compile(step);
  const x = tf.ones([2]);
  const before = tf.memory().numTensors;
  assertThrows(() => f({ x }), Error);
  assertThrows(() => tf.tidy(() => step({ x })), Error);
  assertEquals(tf.memory().numTensors, before);
  tf.dispose([x, used!, unused!]);
});

recorded("the order in which inputs are named is no other shape", () => {
  using f = compile(({ a, b }: { a: tf.Tensor; b: tf.Tensor }) => ({ y: tf.sub(a, b) }));
  const [a, b] = [tf.tensor1d([3]), tf.tensor1d([1])];
  assertEquals([values(f({ a, b }).y), values(f({ b, a }).y)], [[2], [2]]);
  assertEquals(f.recordings, 1);
  tf.dispose([a, b]);
});

recorded("an error while computing names the op and the line that called it", () => {
  using f = compile(({ x }: X) => {
    const [y] = runOp({
      name: "CheckNumerics",
      inputs: [x],
      types: { T: "float32" },
      strings: { message: "x" },
      outputs: 1,
    });
    return { y: y! };
  }, { name: "checked" });
  const [good, bad] = [tf.tensor1d([2]), tf.tensor1d([NaN])];
  assertEquals(values(f({ x: good }).y), [2]);
  const error = assertThrows(() => f({ x: bad }), Error, "x : Tensor had NaN values");
  assertMatch(error.message, /^checked_\d+: CheckNumerics \(backend\/compile_test\.ts:\d+:\d+\)/);
  tf.dispose([good, bad]);
});

recorded("tensors from outside stay as they were; disposing them does not matter", () => {
  const small = tf.tensor1d([1, 2]);
  const large = tf.fill([1000], 3);
  using f = compile(({ x }: X) => ({ y: tf.add(tf.sum(tf.mul(x, small)), tf.sum(large)) }));
  const x = tf.ones([2]);
  assertEquals(values(f({ x }).y), [3003]);
  tf.dispose([small, large]);
  assertEquals(values(f({ x }).y), [3003]);
  x.dispose();
});

recorded("a compiled function within another becomes part of it", () => {
  using inner = compile(({ x }: X) => ({ y: tf.mul(x, 2) }));
  using outer = compile(({ x }: X) => ({ y: tf.add(inner({ x }).y, 1) }));
  const x = tf.tensor1d([4]);
  assertEquals(values(outer({ x }).y), [9]);
  assertEquals([inner.recordings, outer.recordings], [0, 1]);
  x.dispose();
});

recorded("has no gradient, and says so", () => {
  using f = compile(({ x }: X) => ({ y: tf.square(x) }), { name: "square" });
  const x = tf.ones([2]);
  assertThrows(
    () => tf.grad((x) => f({ x }).y)(x),
    Error,
    "square: a compiled function has no gradient",
  );
  x.dispose();
});

recorded("cannot be called after disposal, or again while it runs", async () => {
  const f = compile(({ x }: X) => ({ y: tf.neg(x) }), { name: "negate" });
  const x = tf.ones([2]);
  f({ x }).y.dispose();
  const running = f.inBackground({ x });
  assertThrows(() => f({ x }), Error, "negate: is still running in the background");
  (await running).y.dispose();
  f[Symbol.dispose]();
  assertThrows(() => f({ x }), Error, "negate: the compiled function was disposed");
  x.dispose();
});

recorded("is disposed as a whole or, while one program runs, not at all", async () => {
  const f = compile(({ x }: X) => ({ y: tf.neg(x) }), { name: "negate", recordings: 2 });
  const [a, b] = [tf.ones([1]), tf.ones([2])];
  for (const x of [a, b]) f({ x }).y.dispose();
  const running = f.inBackground({ x: b });
  assertThrows(() => f[Symbol.dispose](), Error, "negate: is still running in the background");
  assertEquals(values(f({ x: a }).y), [-1]);
  assertEquals(values((await running).y), [-1, -1]);
  for (let i = 0; i < 2; i++) f[Symbol.dispose]();
  assertEquals(f.recordings, 0);
  tf.dispose([a, b]);
});

recorded("variables that share one tensor are refused by name", () => {
  const shared = tf.scalar(1);
  const [a, b] = [tf.variable(shared, true, "first"), tf.variable(shared, true, "second")];
  using f = compile(({ x }: X) => ({ y: tf.add(x, a) }));
  const x = tf.ones([1]);
  assertThrows(() => f({ x }), Error, "Variables first and second share one tensor");
  tf.dispose([shared, a, b, x]);
});

recorded("prints its program", () => {
  const w = tf.tidy(() => tf.variable(tf.ones([2, 3]), true, "weights"));
  using f = compile(({ x }: X) => {
    const y = tf.relu(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D));
    w.assign(tf.mul(w, 0.5));
    return { y };
  }, { name: "layer" });
  const x = tf.ones([4, 2]);
  f({ x }).y.dispose();
  assertEquals(
    f.toString(),
    `layer(x[4,2])
  variable weights: float32[2,3]
  %3 = BatchMatMulV2(x, weights) {adj_x=false, adj_y=false} : float32[4,3]
  %4 = Relu(%3) : float32[4,3]
  %6 = Mul(weights, 0.5) : float32[2,3]
  weights ← %6
  y = %4`,
  );
  tf.dispose([x, w]);
});

everywhere("fused, a convolution with bias and rectifier gives what it gives in parts", () => {
  const x = tf.randomUniform<tf.Rank.R4>([2, 9, 9, 8], -1, 1, "float32", 1);
  const kernel = tf.randomUniform<tf.Rank.R4>([3, 3, 8, 16], -1, 1, "float32", 2);
  const bias = tf.randomUniform<tf.Rank.R1>([16], -1, 1, "float32", 3);
  const block = ({ x }: X) => ({
    y: relu(addBias(tf.conv2d(x as tf.Tensor4D, kernel, 1, "same"), bias)),
  });
  using fused = compile(block, { fused: true });
  using plain = compile(block);
  const [a, b] = [values(fused({ x }).y), values(plain({ x }).y)];
  assert(b.some((value) => value > 1) && b.some((value) => value === 0));
  for (const [i, value] of a.entries()) assertNear(value, b[i]!, TOLERANCE.sums);
  tf.dispose([x, kernel, bias]);
});

recorded("what is fused is said to TensorFlow, and nothing where nothing is", () => {
  const rewrite = (...bytes: number[]) => [0x52, bytes.length + 2, 0x52, bytes.length, ...bytes];
  assertEquals([...configProto(false)], []);
  assertEquals([...configProto(true)], rewrite(0x70, 1));
  setGraphOptions({ precision: "bf16" });
  try {
    assertEquals([...configProto(false)], rewrite(0xf8, 1, 1));
    assertEquals([...configProto(true)], rewrite(0x70, 1, 0xf8, 1, 1));
  } finally {
    setGraphOptions({ precision: "fp32" });
  }
  setGraphOptions({ xla: true, fp16: true });
  try {
    assertEquals([...configProto(false)], [0x52, 9, 0x1a, 2, 0x28, 2, 0x52, 3, 0xb8, 1, 1]);
  } finally {
    setGraphOptions({ xla: false, fp16: false });
  }
});

recorded("switched off, functions run op by op", () => {
  setGraphOptions({ compiled: false });
  try {
    using f = compile(({ x }: X) => ({ y: tf.neg(x) }));
    const x = tf.ones([1]);
    assertEquals(values(f({ x }).y), [-1]);
    assertEquals(f.recordings, 0);
    x.dispose();
  } finally {
    setGraphOptions({ compiled: true });
  }
});

recorded("a thousand replays leave nothing behind", () => {
  const v = tf.tidy(() => tf.variable(tf.zeros([10])));
  using f = compile(({ x }: X) => {
    v.assign(tf.add(v, x) as tf.Tensor1D);
    return { y: tf.sum(v) };
  });
  const x = tf.ones([10]);
  f({ x }).y.dispose();
  const before = ffiBinding()!.getNumOfTensors();
  for (let i = 1; i < 1000; i++) f({ x }).y.dispose();
  assertEquals(ffiBinding()!.getNumOfTensors(), before);
  assertEquals(v.dataSync()[0], 1000);
  tf.dispose([x, v]);
});
