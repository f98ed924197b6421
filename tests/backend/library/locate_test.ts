import { assert, assertEquals } from "@std/assert";
import { runScript } from "../../child.ts";
import { skipBecause } from "../../skip.ts";
import { withTempDir } from "../../temp_dir.ts";

const NAMES: Partial<Record<typeof Deno.build.os, [string, string]>> = {
  linux: ["libtensorflow_cc.so.2", "libtensorflow.so.2"],
  darwin: ["libtensorflow_cc.2.dylib", "libtensorflow.2.dylib"],
};
const [WHEEL, C_BUILD] = NAMES[Deno.build.os] ?? ["", ""];
const ignore = skipBecause(
  "locateLibrary",
  WHEEL ? undefined : `no library is known on ${Deno.build.os}`,
);

const NOWHERE = { DAAD_TENSORFLOW: undefined, VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined };
const PACKAGES = "lib/python3.12/site-packages/tensorflow";

/** Runs `locateLibrary` in a child: tests run side by side and share the environment. */
async function locate(
  root: string,
  env: Record<string, string | undefined> = {},
): Promise<{ path: string; source: string } | string | null> {
  const { stdout, stderr } = await runScript(
    `import { locateLibrary } from "./lib/backend/library/locate.ts";
    try {
      console.log(JSON.stringify(locateLibrary(${JSON.stringify(root)}) ?? null));
    } catch (error) {
      console.log(JSON.stringify(error.name + ": " + error.message));
    }`,
    { ...NOWHERE, ...env },
  );
  assertEquals(stderr, "");
  return JSON.parse(stdout);
}

async function addFile(path: string): Promise<string> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(path, "");
  return path;
}

function locateTest(name: string, body: (dir: string) => Promise<void>): void {
  Deno.test({ name: `locateLibrary: ${name}`, ignore, fn: () => withTempDir(body) });
}

locateTest(
  "DAAD_TENSORFLOW goes before .venv, that before VIRTUAL_ENV and CONDA_PREFIX",
  async (dir) => {
    const pointed = await addFile(`${dir}/pointed/${WHEEL}`);
    const project = await addFile(`${dir}/.venv/${PACKAGES}/${WHEEL}`);
    const virtual = await addFile(`${dir}/virtual/${PACKAGES}/${WHEEL}`);
    const conda = await addFile(`${dir}/conda/${PACKAGES}/${WHEEL}`);
    const env: Record<string, string | undefined> = {
      DAAD_TENSORFLOW: `${dir}/pointed`,
      VIRTUAL_ENV: `${dir}/virtual`,
      CONDA_PREFIX: `${dir}/conda`,
    };
    assertEquals(await locate(dir, env), { path: pointed, source: "DAAD_TENSORFLOW" });
    delete env.DAAD_TENSORFLOW;
    assertEquals(await locate(dir, env), { path: project, source: ".venv of the project" });
    await Deno.remove(project);
    assertEquals(await locate(dir, env), { path: virtual, source: "VIRTUAL_ENV" });
    await Deno.remove(virtual);
    assertEquals(await locate(dir, env), { path: conda, source: "CONDA_PREFIX" });
    await Deno.remove(conda);
    assertEquals(await locate(dir, env), null);
  },
);

locateTest(
  "DAAD_TENSORFLOW may be any file, or a folder with a wheel's or a C build's",
  async (dir) => {
    const file = await addFile(`${dir}/mine.so`);
    assertEquals(await locate(dir, { DAAD_TENSORFLOW: file }), {
      path: file,
      source: "DAAD_TENSORFLOW",
    });
    const build = await addFile(`${dir}/${C_BUILD}`);
    assertEquals(await locate(dir, { DAAD_TENSORFLOW: dir }), {
      path: build,
      source: "DAAD_TENSORFLOW",
    });
    const wheel = await addFile(`${dir}/${WHEEL}`);
    assertEquals(await locate(dir, { DAAD_TENSORFLOW: dir }), {
      path: wheel,
      source: "DAAD_TENSORFLOW",
    });
  },
);

locateTest(
  "DAAD_TENSORFLOW that points to nothing is an error, whatever else there is",
  async (dir) => {
    await addFile(`${dir}/.venv/${PACKAGES}/${WHEEL}`);
    await Deno.mkdir(`${dir}/empty`);
    for (const pointed of [`${dir}/none`, `${dir}/empty`, `${dir}/.venv/${PACKAGES}/${WHEEL}/x`]) {
      const message = await locate(dir, { DAAD_TENSORFLOW: pointed });
      assert(
        typeof message === "string" &&
          message.startsWith(
            `InputError: DAAD_TENSORFLOW: no TensorFlow library at ${pointed}: `,
          ) &&
          message.includes(`${WHEEL} or ${C_BUILD}`),
        JSON.stringify(message),
      );
    }
  },
);

locateTest(
  "environments without TensorFlow, or that do not exist, are passed over",
  async (dir) => {
    await addFile(`${dir}/.venv/lib/python3.11/site-packages/numpy/${WHEEL}`);
    const found = await addFile(`${dir}/virtual/${PACKAGES}/${WHEEL}`);
    await Deno.mkdir(`${dir}/virtual/lib/python3.10/site-packages`, { recursive: true });
    assertEquals(
      await locate(dir, { VIRTUAL_ENV: `${dir}/virtual`, CONDA_PREFIX: `${dir}/none` }),
      { path: found, source: "VIRTUAL_ENV" },
    );
    assertEquals(await locate(dir, { DAAD_TENSORFLOW: "", VIRTUAL_ENV: `${dir}/none` }), null);
  },
);
