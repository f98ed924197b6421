/**
 * `deno task test:backends`: the tests that depend on the backend, on all backends that
 * `deno task test` leaves out.
 */
import { denoTest, testFilesUsing } from "../test_files.ts";

const files = ["tests/backends", ...testFilesUsing(/\btestedBackends\(/)];
const { code } = await denoTest(files, {
  env: { DAAD_TEST_BACKENDS: "others" },
  output: "inherit",
});
Deno.exit(code);
