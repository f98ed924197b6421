/** XLA compiles recorded functions if it is switched on, by code or by TensorFlow's own variable. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { tryBackend } from "../../lib/backend/backend.ts";
import { ffiBinding } from "../../lib/backend/tensorflow/register.ts";
import { runScript } from "../child.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";

const { reason } = await tryBackend("tensorflow");
const ignore = skipBecause(
  "XLA",
  reason ?? (ffiBinding() ? undefined : "the compiled addon records no functions"),
);

const SCRIPT = `
  import * as tf from "@tensorflow/tfjs";
  import { useBackend } from "./lib/backend/backend.ts";
  import { compile } from "./lib/backend/compile.ts";
  import { setGraphOptions } from "./lib/backend/settings/graph_options.ts";
  const { flags } = await useBackend({ force: "tensorflow" });
  setGraphOptions({ xla: Deno.env.get("XLA") === "1" });
  const f = compile(({ x }) => ({
    y: tf.sum(tf.sqrt(tf.add(tf.square(tf.tanh(tf.mul(x, 2))), tf.exp(tf.neg(x))))),
  }));
  const [value] = await f({ x: tf.linspace(0.1, 2, 20) }).y.data();
  console.log(JSON.stringify({ value, recorded: flags.TF_XLA_FLAGS }));
`;

Deno.test({
  name: "xla: what is switched on is compiled by XLA, to the same value; nothing else is",
  ignore,
  fn: () =>
    withTempDir(async (dir) => {
      const run = async (xla: "0" | "1", wanted = "--tf_xla_cpu_global_jit") => {
        const dumps = `${dir}/${xla}${wanted.length}`;
        await Deno.mkdir(dumps);
        const { code, stdout, stderr } = await runScript(SCRIPT, {
          XLA: xla,
          TF_XLA_FLAGS: wanted,
          XLA_FLAGS: `--xla_dump_to=${dumps}`, // a file for each module that it compiles
        });
        assertEquals(code, 0, stderr);
        const compiled = Deno.readDirSync(dumps).some(({ name }) => name.includes("cluster"));
        const { value, recorded } = JSON.parse(stdout);
        assertEquals(recorded, wanted); // so it is in every record
        return { value, compiled };
      };
      const [on, off] = [await run("1"), await run("0")];
      const asked = await run("0", "--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit");
      assertEquals([on.compiled, off.compiled, asked.compiled], [true, false, true]);
      assertAlmostEquals(on.value, off.value, 1e-4);
      assertEquals(asked.value, on.value);
    }),
});
