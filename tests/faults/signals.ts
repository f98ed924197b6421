/** Closed terminals, closed pipes and signals: a training saves a checkpoint and ends, or continues. */
import { DAAD, daad } from "../child.ts";
import { exists, until } from "../until.ts";
import type { Attempt, Fault, FaultResult } from "./fault.ts";
import { disturb, type Disturbance, type Disturbed, momentObstacle } from "./moments.ts";
import { compare, makeTraining, results } from "./training.ts";

/** Long enough that signals arrive in the middle of the training. */
const EPOCHS = 60;

/** Disturbs a training and returns what is wrong with how it ended. */
type Trial = (training: readonly string[], out: string) => Promise<string[]>;

/** Makes all tries of a trial; whatever each leaves must resume to the same bits. */
function trials(outcome: string, trial: Trial): Fault["run"] {
  return async ({ dir, tries, onTry }: Attempt): Promise<FaultResult> => {
    const training = await makeTraining(dir, { epochs: EPOCHS, checkpointEvery: 600 });
    const whole = await daad([...training, "--out", `${dir}/whole`]);
    if (whole.code !== 0) throw new Error(whole.stderr);
    const expected = await results(`${dir}/whole`);
    const problems: string[] = [];
    for (let i = 0; i < tries; i++) {
      const out = `${dir}/out${i}`;
      problems.push(...await trial([...training, "--out", out], out));
      const resumed = await daad([...training, "--out", out, "--resume"]);
      if (resumed.code !== 0) problems.push(`not resumed: ${resumed.stderr}`);
      problems.push(...await compare(out, expected));
      onTry();
    }
    return { tries, outcome, problems };
  };
}

/** An orderly stop: exit code 130 and a checkpoint, announced in the last line. */
function stopped(then: Disturbance["then"]): Trial {
  return async (training, out) => {
    const { code, stderr } = await disturb(training, { after: 0, then });
    const saved = await exists(`${out}/checkpoint.safetensors`);
    const said = /saved in .*; go on with: .* --resume$/m.test(stderr);
    return code === 130 && saved && said ? [] : [`exit code ${code}: ${stderr.slice(-300)}`];
  };
}

/** Checks that a disturbed training ended as if nothing had happened. */
function unmoved({ code, stderr, disturbed }: Disturbed): string[] {
  if (!disturbed) return ["the training ended before it was disturbed"];
  return code === 0 && !stderr.includes("stopping") ? [] : [`exit code ${code}: ${stderr}`];
}

const hangUp: Disturbance["then"] = (command, launcher) => {
  Deno.kill(command, "SIGHUP");
  launcher.kill("SIGHUP");
};

/** Under `nohup` SIGHUP is ignored from the start. */
const underNohup: Trial = async (training) =>
  unmoved(await disturb(training, { after: 0, then: hangUp, shell: "trap '' HUP" }));

/** `train … 2>&1 | head -n 1`. */
const closedPipe: Trial = async (training, out) => {
  const script = '{ "$@"; echo $? > "$CODE"; } 2>&1 | head -n 1';
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", script, "sh", Deno.execPath(), ...DAAD, ...training],
    env: { CODE: `${out}.code`, NO_COLOR: "1" },
    stderr: "null",
  }).output();
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n").length;
  const code = Number(await Deno.readTextFile(`${out}.code`));
  const finished = await exists(`${out}/record.json`);
  return code === 0 && lines === 1 && finished ? [] : [`exit code ${code}, ${lines} lines`];
};

/** The checkpoint that SIGUSR1 asks for outlives a `kill -9`. */
const askedFor: Trial = async (training, out) => {
  const then = async (command: number, launcher: Deno.ChildProcess) => {
    launcher.kill("SIGUSR1");
    await until("a checkpoint was written", () => exists(`${out}/checkpoint.safetensors`));
    Deno.kill(command, "SIGKILL");
  };
  const { code, stderr } = await disturb(training, { after: 0, then });
  return code === 1 && stderr.includes("a checkpoint is written") ? [] : [`${code}: ${stderr}`];
};

const common = { full: 10, short: 1, obstacle: momentObstacle } as const;

/** Faults of signals. */
export const SIGNAL_FAULTS: readonly Fault[] = [
  {
    ...common,
    id: "hangup",
    title: "the terminal is closed (SIGHUP)",
    run: trials("a checkpoint, exit code 130; resumed, same bits", stopped(hangUp)),
  },
  {
    ...common,
    id: "nohup",
    title: "the terminal is closed under `nohup`",
    run: trials("the training goes on to its end, same bits", underNohup),
  },
  {
    ...common,
    id: "pipe",
    title: "nobody reads the output any more (`train … 2>&1 | head -n 1`)",
    run: trials("the training goes on to its end, exit code 0, same bits", closedPipe),
  },
  {
    ...common,
    id: "term",
    title: "SIGTERM to the launcher alone, as container runtimes send it",
    run: trials(
      "a checkpoint, exit code 130; resumed, same bits",
      stopped((_, launcher) => launcher.kill("SIGTERM")),
    ),
  },
  {
    ...common,
    id: "usr1",
    title: "SIGUSR1, then `kill -9`",
    run: trials("the checkpoint that was asked for; resumed, same bits", askedFor),
  },
];
