/** Nothing here reaches the network: Python and pip are stubs. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import config from "../../deno.json" with { type: "json" };
import { skipBecause, unlessLinux } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { type EnvironmentChanges, runDeno } from "../child.ts";

const NOWHERE = { DAAD_TENSORFLOW: undefined, VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined };
const SETUP = config.tasks.setup.command.split(" ").slice(1);
const ignore = skipBecause(
  "setup with a stand-in for Python",
  unlessLinux("the stand-ins are shell scripts for Linux"),
);

/** Makes a folder that setup takes for the project, with `python` as the Python on the PATH. */
async function fakeProject(dir: string, python?: string): Promise<EnvironmentChanges> {
  for (const name of ["lib", "data", "vendor", "deno.json", "deno.lock", "requirements.txt"]) {
    await Deno.symlink(`${PROJECT_ROOT}/${name}`, `${dir}/${name}`);
  }
  await Deno.mkdir(`${dir}/bin`);
  if (!python) return { ...NOWHERE, PATH: `${dir}/bin` };
  await Deno.writeTextFile(`${dir}/bin/python3`, python, { mode: 0o755 });
  return { ...NOWHERE, PATH: `${dir}/bin:${Deno.env.get("PATH")}` };
}

async function setup(cwd: string, env: EnvironmentChanges, ...args: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await runDeno([...SETUP, ...args], { cwd, env });
  assertEquals([code, stdout], [0, ""], stderr);
  return stderr.trim().split("\n");
}

/** Makes an environment whose pip installs empty files, once `pip-works` exists. */
const PYTHON = `#!/bin/sh
[ "$1" = -c ] && exit 0
echo "$@" >> calls
mkdir -p .venv/bin
cat > .venv/bin/python <<'END'
#!/bin/sh
[ "$3" = --version ] && exit 0
[ "$1" = -c ] && exit 0
echo "$@" >> calls
[ -e pip-works ] || { echo "first line" >&2; echo "ERROR: the network is away" >&2; exit 1; }
case "$*" in
*jupyterlab==*) printf '#!/bin/sh\\n' > .venv/bin/deno; chmod +x .venv/bin/deno ;;
*)
  mkdir -p .venv/lib/python3.12/site-packages/tensorflow
  touch .venv/lib/python3.12/site-packages/tensorflow/libtensorflow_cc.so.2
  ;;
esac
END
chmod +x .venv/bin/python
`;

Deno.test("setup: --help says what it does and which options there are, and installs nothing", () =>
  withTempDir(async (dir) => {
    const env = await fakeProject(dir);
    for (const option of ["--help", "-h"]) {
      const { code, stdout, stderr } = await runDeno([...SETUP, option], { cwd: dir, env });
      assertEquals([code, stderr], [0, ""]);
      assertMatch(stdout, /^deno task setup \[--gpu\] \[--notebooks\]: installs what is missing/);
      for (const name of ["--gpu ", "--notebooks "]) assertStringIncludes(stdout, `\n  ${name}`);
    }
    assertEquals(await Deno.stat(`${dir}/.venv`).then(() => true, () => false), false);
  }));

Deno.test("setup: an unknown option exits with 2 and names the known ones", async () => {
  const { code, stdout, stderr } = await runDeno([...SETUP, "--gpus"]);
  const message = "setup: unknown option --gpus; known: --gpu, --notebooks\n";
  assertEquals([code, stdout, stderr], [2, "", message]);
});

Deno.test({
  name: "setup: installs what requirements.txt names, once; a failed try is repeated",
  ignore,
  fn: () =>
    withTempDir(async (dir) => {
      const env = await fakeProject(dir, PYTHON);
      const failed = await setup(dir, env);
      assertEquals(failed[0], "setup: npm packages: present");
      assertStringIncludes(
        failed.at(-1)!,
        "not installed (ERROR: the network is away; needs Python 3.10 to 3.13",
      );
      await Deno.writeTextFile(`${dir}/pip-works`, "");
      assertEquals((await setup(dir, env)).at(-1), "setup: TensorFlow library: installed");
      const calls = await Deno.readTextFile(`${dir}/calls`);
      assertEquals(calls.match(/^-m venv/gm)?.length, 1); // the environment was kept
      assertEquals(calls.match(/^-m pip install .*tensorflow-cpu==/gm)?.length, 2);
      assertEquals(await setup(dir, env), [
        "setup: npm packages: present",
        "setup: TensorFlow library: present",
      ]);
      assertEquals(await Deno.readTextFile(`${dir}/calls`), calls);
    }),
});

Deno.test({
  name: "setup: a library whose installation did not finish, or of another version, is replaced",
  ignore,
  fn: () =>
    withTempDir(async (dir) => {
      const env = await fakeProject(dir, PYTHON);
      await Deno.writeTextFile(`${dir}/pip-works`, "");
      await setup(dir, env);
      await Deno.remove(`${dir}/.venv/daad-setup.txt`);
      assertEquals((await setup(dir, env)).at(-1), "setup: TensorFlow library: installed");
      await Deno.writeTextFile(`${dir}/.venv/daad-setup.txt`, "tensorflow-cpu==1.0.0\n");
      assertEquals((await setup(dir, env)).at(-1), "setup: TensorFlow library: installed");
    }),
});

Deno.test({
  name: "setup: without Python it says that everything works, only slowly",
  ignore,
  fn: () =>
    withTempDir(async (dir) => {
      const lines = await setup(dir, await fakeProject(dir));
      assertMatch(
        lines.at(-1)!,
        /not installed \(no Python 3\.10 to .* found; install one\); everything works without it/,
      );
    }),
});

Deno.test({
  name: "setup: a library that DAAD_TENSORFLOW points to is taken, one that is not there refused",
  ignore,
  fn: () =>
    withTempDir(async (dir) => {
      const env = await fakeProject(dir);
      const pointed = { ...env, DAAD_TENSORFLOW: `${dir}/deno.json` };
      assertEquals(
        (await setup(dir, pointed)).at(-1),
        "setup: TensorFlow library: found through DAAD_TENSORFLOW",
      );
      const { code, stderr } = await runDeno(SETUP, {
        cwd: dir,
        env: { ...env, DAAD_TENSORFLOW: `${dir}/none` },
      });
      const [, ...rest] = stderr.trim().split("\n");
      assertEquals([code, rest.length], [1, 1]);
      assertMatch(rest[0]!, /^setup: DAAD_TENSORFLOW: no TensorFlow library at /);
    }),
});

Deno.test({
  name: "setup --notebooks: installs JupyterLab and registers its own Deno as the kernel, once",
  ignore,
  fn: () =>
    withTempDir(async (dir) => {
      const env = await fakeProject(dir, PYTHON);
      await Deno.writeTextFile(`${dir}/pip-works`, "");
      const last = "setup: JupyterLab and the Deno kernel: installed";
      assertEquals((await setup(dir, env, "--notebooks")).at(-1), last);
      // An interrupted setup has no stamp.
      await Deno.remove(`${dir}/.venv/daad-notebooks.txt`);
      assertEquals((await setup(dir, env, "--notebooks")).at(-1), last);

      const share = `${dir}/.venv/share/jupyter`;
      const kernel = JSON.parse(await Deno.readTextFile(`${share}/kernels/deno/kernel.json`));
      const [python, proxy, ...rest] = kernel.argv;
      const bin = `${await Deno.realPath(dir)}/.venv/bin`;
      assertEquals(python, `${bin}/python`);
      await Deno.stat(proxy);
      assertEquals(rest, [
        ...["{connection_file}", `${bin}/deno`],
        ...["jupyter", "--kernel", "--conn"],
      ]);
      assertEquals(kernel.interrupt_mode, "message");
      await Deno.stat(`${share}/lab/settings/overrides.json`);

      const calls = await Deno.readTextFile(`${dir}/calls`);
      assertEquals(await setup(dir, env, "--notebooks"), [
        "setup: npm packages: present",
        "setup: TensorFlow library: present",
        "setup: JupyterLab and the Deno kernel: present",
      ]);
      assertEquals(await Deno.readTextFile(`${dir}/calls`), calls);
      assertEquals(calls.match(/^-m pip install .*jupyterlab==/gm)?.length, 2);
      assertEquals(calls.match(/^-m pip install .*tensorflow-cpu==/gm)?.length, 1);

      // The Python that it was installed for is gone; what else is in the environment stays.
      await Deno.writeTextFile(`${dir}/.venv/mine.txt`, "mine");
      await Deno.remove(`${dir}/.venv/bin/python`);
      assertEquals((await setup(dir, env, "--notebooks")).at(-1), last);
      assertEquals(await Deno.readTextFile(`${dir}/.venv/mine.txt`), "mine");
      assert(!(await Deno.readTextFile(`${dir}/calls`)).includes("--clear"));
    }),
});

Deno.test({
  name: "setup --notebooks: without Python it fails with one line",
  ignore,
  fn: () =>
    withTempDir(async (dir) => {
      const env = await fakeProject(dir);
      const { code, stderr } = await runDeno([...SETUP, "--notebooks"], { cwd: dir, env });
      assertEquals(code, 1);
      assertMatch(
        stderr.trim().split("\n").at(-1)!,
        /^setup: JupyterLab cannot be installed: no Python 3\.10 to .* found; install one$/,
      );
    }),
});

Deno.test({
  name: "setup: keeps TensorFlow for GPUs where it is installed",
  ignore,
  fn: () =>
    withTempDir(async (dir) => {
      const env = await fakeProject(dir, PYTHON);
      await Deno.writeTextFile(`${dir}/pip-works`, "");
      await setup(dir, env, "--gpu");
      assertEquals((await setup(dir, env)).at(-1), "setup: TensorFlow library: present");
    }),
});

const requirement = (await Deno.readTextFile(`${PROJECT_ROOT}/requirements.txt`)).split("\n")
  .filter((line) => line.startsWith("tensorflow")).join("\n") + "\n";
const stamp = await Deno.readTextFile(`${PROJECT_ROOT}/.venv/daad-setup.txt`).catch(() => "");

Deno.test({
  name: "setup: where the project is set up, a second run only says so",
  ignore: skipBecause(
    "setup in this project",
    stamp === requirement ? undefined : "its .venv is not that of the task setup",
  ),
  fn: async () => {
    // Without the right to run Python or to write it cannot install anything.
    const harmless = ["--allow-read", "--allow-env", `--allow-run=${Deno.execPath()}`];
    const words = SETUP.flatMap((word) => word.startsWith("--permission-set") ? harmless : [word]);
    const { code, stderr } = await runDeno(words, { env: NOWHERE });
    assertEquals([code, stderr.trim().split("\n")], [0, [
      "setup: npm packages: present",
      "setup: TensorFlow library: present",
    ]]);
  },
});
