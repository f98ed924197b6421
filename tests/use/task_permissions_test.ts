/** The rights of tasks that are not commands: the permission sets `task-…` of `deno.json`. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { obstacle } from "../notebooks/headless.ts";
import { runDeno } from "../child.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";

type Value = boolean | readonly string[] | { readonly allow: readonly string[] };
const SETS: Readonly<Record<string, Readonly<Record<string, Value>>>> = config.permissions;

const OF_TASKS = Object.keys(SETS).filter((name) => name.startsWith("task-"));

/** Every call of Deno in a task that runs code: its subcommand and what follows. */
const CALLS = Object.entries(config.tasks).flatMap(([task, { command }]) =>
  command.split(" && ").map((part) => part.split(" "))
    .filter(([deno, verb]) => deno === "deno" && (verb === "run" || verb === "test"))
    .map((words) => ({ task, words }))
);

/** Tasks of tests, which read /proc and /sys: for these Deno demands `--allow-all`. */
const OF_TESTS = /^(test(:.*)?|notebooks)$/;

Deno.test("tasks: each but tests runs its code with one set of deno.json and asks for nothing", () => {
  const others = CALLS.filter(({ task }) => !OF_TESTS.test(task));
  assert(others.length > 8);
  for (const { task, words } of others) {
    const rights = words.filter((word) => /^(-[A-Z]|--(allow|deny|permission)\S*)$/.test(word));
    assertEquals(rights.length, 1, `${task}: ${rights}`);
    const [, name] = /^--permission-set=(.+)$/.exec(rights[0]!) ?? [];
    assert(name !== undefined && Object.hasOwn(SETS, name), `${task}: ${rights}`);
    assert(words.includes("--no-prompt"), task);
  }
});

Deno.test("tasks: every set of a task is used", () => {
  const used = CALLS.flatMap(({ words }) => words).map((word) => word.split("=")[1]);
  const byScripts = ["task-bench-measure"]; // used by a script that bench starts: bench/python.ts
  for (const name of OF_TASKS) assert(used.includes(name) || byScripts.includes(name), name);
  assertEquals(OF_TASKS.filter((name) => Object.hasOwn(SETS[name]!, "net")), []);
});

/** Which of the things that `probe.ts` tries each set permits. */
const CAN: Readonly<Record<string, readonly string[]>> = {
  "task-daad": ["start a program"],
  "task-setup": ["start a program"],
  // A kernel can start anything anyway; a list of programs is refused where LD_LIBRARY_PATH is set.
  "task-lab": ["start a program"],
  "task-notebooks-update": ["start a program"],
  "task-gate-notebooks": ["start a program"],
  "task-tables": [],
  "task-tables-check": [],
  "task-docs": ["start a program"],
  "task-gate": ["start a program"],
  "task-bench": ["start a program"],
  "task-bench-measure": ["see DAAD_BACKEND"],
};

Deno.test("tasks: what it can is listed for every set of a task", () =>
  assertEquals(Object.keys(CAN).sort(), OF_TASKS.toSorted()));

for (const [name, expected] of Object.entries(CAN)) {
  Deno.test(`tasks: ${name} can ${expected.join(", ") || "nothing"} beside its work`, () =>
    withTempDir(async (dir) => {
      const flags = ["run", "--quiet", "--no-prompt", `--permission-set=${name}`];
      const env = { SECRET_OF_A_USER: "1", DAAD_BACKEND: "cpu" };
      const { stdout, stderr } = await runDeno([...flags, "tests/use/probe.ts", `${dir}/out`], {
        env,
      });
      assertEquals([JSON.parse(stdout), stderr], [expected, ""]);
    }));
}

/** Deno's flags for a set, one per kind of permission. */
function flagsOf(set: string): string[] {
  return Object.entries(SETS[set]!).flatMap(([kind, value]) => {
    if (value === true) return [`--allow-${kind}`];
    const list = Array.isArray(value) ? value : (value as { allow: readonly string[] }).allow;
    return [`--allow-${kind}=${list.join(",")}`];
  });
}

/** Scripts that can run to their end here, and kinds of permission, each of which they need. */
const RUNS = [
  {
    set: "task-lab",
    script: ["lib/cli/lab.ts", "--version"],
    needed: ["read", "write", "run", ...(Deno.build.os === "windows" ? [] : ["sys"])],
    reason: obstacle(),
  },
  { set: "task-gate", script: ["tests/gate/check_imports.ts"], needed: ["read", "run"] },
  { set: "task-tables-check", script: ["tools/table.ts", "--check"], needed: ["read", "ffi"] },
  {
    set: "task-setup",
    script: ["lib/cli/setup.ts"],
    needed: ["read", "run"], // it writes only what is missing; setup_test.ts covers that
    reason: Deno.build.os === "linux" ? undefined : "only on Linux the environment is surely there",
  },
] as const;

for (const { set, script, needed, ...rest } of RUNS) {
  const name = `tasks: ${script[0]} fails without any one of ${
    needed.join(", ")
  }, passes with its set`;
  Deno.test({
    name,
    ignore: skipBecause(name, "reason" in rest ? rest.reason : undefined),
    fn: async () => {
      const run = (flags: readonly string[]) =>
        runDeno(["run", "--quiet", "--no-prompt", ...flags, ...script]);
      const whole = await run([`--permission-set=${set}`]);
      assertEquals(whole.code, 0, whole.stderr);
      const flags = flagsOf(set);
      for (const kind of needed) {
        const rest = flags.filter((flag) => !flag.startsWith(`--allow-${kind}`));
        assertEquals(rest.length, flags.length - 1, kind);
        const { code, stderr } = await run([...rest, "--ignore-env"]);
        assert(code !== 0, `passes without ${kind}`);
        assertMatch(stderr, /Requires \w+ access|NotCapable|sharp|may not write there/);
      }
    },
  });
}
