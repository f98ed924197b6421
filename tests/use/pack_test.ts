/** A pack, unpacked and used where there is no network at all. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import { isBuiltWithCuda } from "../../lib/backend/cuda/libraries.ts";
import { locateLibrary } from "../../lib/backend/library/locate.ts";
import { readRecord } from "../../lib/record/run/record_file.ts";
import { daad } from "../child.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";

/** Starts a program without any network interface; without root, in a user namespace. */
const UNSHARE = ["unshare", Deno.uid() === 0 ? "-n" : "-rn"];

async function obstacle(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "network namespaces are Linux's";
  try {
    const { success } = await new Deno.Command(UNSHARE[0]!, { args: [UNSHARE[1]!, "true"] })
      .output();
    if (!success) return `${UNSHARE.join(" ")} is not permitted here`;
  } catch {
    return "there is no program unshare";
  }
  const git = await new Deno.Command("git", { args: ["rev-parse"], cwd: PROJECT_ROOT }).output();
  if (!git.success) return "this is no git clone";
  const library = locateLibrary(PROJECT_ROOT);
  if (!library || isBuiltWithCuda(library.path)) {
    return "there is no TensorFlow for processors here";
  }
  return undefined;
}
const ignore = skipBecause("pack in a namespace without a network", await obstacle());

/** Runs a command without a network and without anything that belongs to this machine's user. */
async function offline(home: string, cwd: string, command: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(UNSHARE[0]!, {
    args: [UNSHARE[1]!, ...command],
    cwd,
    clearEnv: true,
    env: { HOME: home, PATH: "/usr/bin:/bin", NO_COLOR: "1", DAAD_THREADS: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test({
  name: "pack: unpacked without a network, doctor, a training and a test run there",
  ignore,
  fn: () =>
    withTempDir(async (dir) => {
      const packed = await daad(["pack", "--out", `${dir}/pack`, "--part-size", "20M"]);
      assertEquals(packed.code, 0, packed.stderr);
      const parts = Deno.readDirSync(`${dir}/pack`).map(({ name }) => name)
        .filter((name) => name.startsWith("part-")).toArray();
      for (const part of parts) {
        assert(Deno.statSync(`${dir}/pack/${part}`).size <= 20e6, part);
        assertMatch(packed.stdout, new RegExp(`^${part} +[\\d.]+ MB$`, "m"));
      }
      const refused = await daad(["pack", "--out", `${dir}/pack`]);
      assertMatch(refused.stderr, /--out .*: holds .*; name a new or an empty folder/);
      const run = (cwd: string, ...command: string[]) => offline(dir, cwd, command);
      const unpacked = await run(dir, "sh", "pack/unpack.sh", "there");
      assertEquals(unpacked.code, 0, unpacked.stderr);
      await Deno.remove(`${dir}/pack`, { recursive: true });
      const there = `${dir}/there`;

      const network = "try { await Deno.connect({ hostname: '127.0.0.1', port: 9 }) } " +
        "catch (error) { console.log(error.message) }";
      assertMatch((await run(there, "./deno", "eval", network)).stdout, /unreachable/i);
      const setup = await run(there, "./deno", "task", "--quiet", "setup");
      assertEquals(setup.stderr.match(/present$/gm)?.length, 2, setup.stderr);
      const doctor = await run(there, "./deno", "task", "--quiet", "daad", "doctor");
      assertMatch(doctor.stdout, /^backend +tensorflow: TensorFlow 2\.\S+ on CPU \(\.venv of the/m);

      const args = "--data data/sample/bottle --method ae --image-size 16 --epochs 1 --out runs/x";
      const train = await run(
        there,
        ...["./deno", "task", "--quiet", "daad", "train", ...args.split(" ")],
      );
      assertEquals(train.code, 0, train.stderr);
      const { code, metrics } = await readRecord(`${there}/runs/x/record.json`);
      assertMatch(code.commit!, /^[0-9a-f]{40}$/);
      assert(metrics.imageAuroc!.value > 0);

      const test = ["test", "--allow-all", "--no-check", "--cached-only"];
      const files = [
        "tests/backend/tensorflow/binding_test.ts",
        "tests/data/decode/decode_test.ts",
      ];
      const tested = await run(there, "./deno", ...test, ...files);
      assertEquals(tested.code, 0, tested.stdout + tested.stderr);
      assertStringIncludes(tested.stdout, "0 failed");
    }),
});
