/** Runs in child processes: standard error and the environment belong to the whole process. */
import { assert, assertEquals } from "@std/assert";
import { runScript } from "../../child.ts";
import { skipBecause, unlessLinux } from "../../skip.ts";

const ignore = skipBecause(
  "withoutChatter",
  unlessLinux(`it holds nothing back on ${Deno.build.os}`),
);

/** Defines `say`, which writes to standard error as C code does. */
const PRELUDE = `
  import { withoutChatter } from "./lib/backend/library/quiet.ts";
  const libc = Deno.dlopen("libc.so.6", {
    write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  });
  const say = (text) => {
    const bytes = new TextEncoder().encode(text);
    return libc.symbols.write(2, bytes, BigInt(bytes.length));
  };
  const CHATTER = "WARNING: All log messages before absl::InitializeLog() is called\\n" +
    "I0000 00:00:01.5 7 port.cc:153] oneDNN custom operations are on.\\n" +
    "W0000 00:00:01.5 7 gpu.cc:1] Cannot dlopen some GPU libraries.\\n";
`;

function quietTest(
  name: string,
  script: string,
  expected: { stdout: string; stderr: string[] },
  level?: string,
): void {
  Deno.test({
    name: `withoutChatter: ${name}`,
    ignore,
    fn: async () => {
      const ended = await runScript(PRELUDE + script, { TF_CPP_MIN_LOG_LEVEL: level });
      assertEquals(
        [ended.code, ended.stdout.trim(), ended.stderr.trim().split("\n")],
        [0, expected.stdout, expected.stderr],
      );
    },
  });
}

quietTest(
  "drops information and warnings, prints errors and the rest, gives back the result",
  `const result = withoutChatter(() => {
    say(CHATTER + "E0000 00:00:02 7 a.cc:1] real trouble\\nlibfoo: not found\\n");
    return Deno.env.get("TF_CPP_MIN_LOG_LEVEL");
  });
  say("after\\n");
  console.log(result);`,
  {
    stdout: "3",
    stderr: ["E0000 00:00:02 7 a.cc:1] real trouble", "libfoo: not found", "after"],
  },
);

quietTest(
  "prints everything if loading fails, and passes the error on",
  `try {
    withoutChatter(() => {
      say(CHATTER);
      throw new Error("cannot load");
    });
  } catch (error) {
    console.log(error.message);
  }`,
  {
    stdout: "cannot load",
    stderr: [
      "WARNING: All log messages before absl::InitializeLog() is called",
      "I0000 00:00:01.5 7 port.cc:153] oneDNN custom operations are on.",
      "W0000 00:00:01.5 7 gpu.cc:1] Cannot dlopen some GPU libraries.",
    ],
  },
);

quietTest(
  "holds nothing back where TF_CPP_MIN_LOG_LEVEL is set",
  `withoutChatter(() => say("I0000 00:00:01 7 a.cc:1] wanted\\n"));
  console.log(Deno.env.get("TF_CPP_MIN_LOG_LEVEL"));`,
  { stdout: "0", stderr: ["I0000 00:00:01 7 a.cc:1] wanted"] },
  "0",
);

Deno.test({
  name: "withoutChatter: more than a pipe holds is dropped instead of hanging",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await runScript(
      PRELUDE + `
      const line = "x".repeat(1023) + "\\n";
      let refused = 0;
      withoutChatter(() => {
        for (let i = 0; i < 500; i++) if (say(line) < 0n) refused++;
      });
      say("after\\n");
      console.log(refused > 0);`,
      { TF_CPP_MIN_LOG_LEVEL: undefined },
    );
    assertEquals([code, stdout.trim()], [0, "true"]);
    const lines = stderr.trim().split("\n");
    assertEquals(lines.at(-1), "after");
    assert(lines.length > 10 && lines.length < 500);
  },
});
