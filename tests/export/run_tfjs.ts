/**
 * Runs exported models with plain tfjs, without any code of this project.
 *
 * Arguments: the backend, a file of pixels, its shape, and folders that hold `tfjs/model.json`.
 */
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

const [backend, images, shape, ...folders] = Deno.args as [string, string, string, ...string[]];
const binary = import.meta.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm");
setWasmPaths(fileURLToPath(new URL("./", binary)));
tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
await tf.setBackend(backend);
const pixels = Int32Array.from(await Deno.readFile(images));
const size = shape.split(",").map(Number) as [number, number, number, number];
for (const folder of folders) {
  const url = new URL(`file://${Deno.realPathSync(folder)}/tfjs/model.json`).href;
  const model = await tf.loadGraphModel(tf.io.http(url));
  const batch = tf.tensor4d(pixels, size, "int32");
  const results = model.predict(batch) as Record<string, tf.Tensor>;
  for (const [name, tensor] of Object.entries(results)) {
    // Values cast from booleans stay bytes on the backend cpu.
    const values = Float32Array.from(await tensor.data());
    await Deno.writeFile(`${folder}/${name}.bin`, new Uint8Array(values.buffer));
  }
}
