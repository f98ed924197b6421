/** Scores a job from standard input with plain tfjs, without this project's backends. */
// deno-lint-ignore-file no-console
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { scoreImages } from "./programs.ts";

const binary = import.meta.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm");
setWasmPaths(fileURLToPath(new URL("./", binary)));
const job = await new Response(Deno.stdin.readable).json();
console.log(JSON.stringify(await scoreImages(tf, { ...job, backend: "wasm" })));
