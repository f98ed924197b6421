/** Disturbs a command while it trains. */
import { until } from "../until.ts";
import { DAAD, type Ended, type EnvironmentChanges, spawnDeno } from "../child.ts";

/** What happens to a training, and when. */
export interface Disturbance {
  /** Milliseconds after the first step. */
  readonly after: number;
  /** Disturbs it; `command` is the process that trains, not its launcher. */
  readonly then: (command: number, launcher: Deno.ChildProcess) => unknown;
  readonly env?: EnvironmentChanges;
  /** Shell commands that run first and decide what the command inherits. */
  readonly shell?: string;
}

/** How a disturbed command ended. */
export interface Disturbed extends Ended {
  /** Whether it was still running when the moment came. */
  readonly disturbed: boolean;
}

/** Why a command's process cannot be found here; `undefined` if it can. */
export const momentObstacle: string | undefined = Deno.build.os === "linux"
  ? undefined
  : "processes are looked up in /proc";

/** Runs a command as the task does and disturbs it once while it trains. */
export async function disturb(
  args: readonly string[],
  { after, then, env, shell }: Disturbance,
): Promise<Disturbed> {
  const launcher = spawnDeno([...DAAD, ...args], { env, shell });
  const stdout = new Response(launcher.stdout).text();
  let [stderr, disturbed, ended] = ["", false, false];
  let moment: Promise<void> | undefined;
  const wait = async () => {
    await new Promise((resolve) => setTimeout(resolve, after));
    const command = ended ? undefined : childOf(launcher.pid);
    if (command === undefined) return;
    await then(command, launcher);
    disturbed = true;
  };
  // The command shares this stream, which therefore ends only when both have ended.
  for await (const text of launcher.stderr.pipeThrough(new TextDecoderStream())) {
    stderr += text;
    if (stderr.includes("training  [")) moment ??= wait();
  }
  const { code } = await launcher.status;
  ended = true;
  await moment;
  return { code, stdout: await stdout, stderr, disturbed };
}

/**
 * Stops a training by a signal once it trains; if it was over before the signal came, starts again.
 *
 * @returns How the stopped one ended.
 */
export async function stopTraining(
  args: readonly string[],
  out: string,
  signal: Deno.Signal = "SIGTERM",
): Promise<Disturbed> {
  let stopped: Disturbed | undefined;
  await until("a training was stopped before its end", async () => {
    stopped = await disturb(args, { after: 0, then: (_, launcher) => launcher.kill(signal) });
    if (stopped.code !== 0 && !/^scoring stopped/m.test(stopped.stderr)) return true;
    await Deno.remove(out, { recursive: true });
    return false;
  });
  if (stopped!.code !== 130) throw new Error(`the training was not stopped: ${stopped!.stderr}`);
  return stopped!;
}

/** The process that the launcher started; `undefined` once it has ended. */
function childOf(launcher: number): number | undefined {
  try {
    const list = Deno.readTextFileSync(`/proc/${launcher}/task/${launcher}/children`);
    return Number(list.trim().split(" ")[0]) || undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** How many tries ended in each way, for the table: `7 images were missing, 3 …`. */
export class Outcomes {
  readonly #counts = new Map<string, number>();

  add(outcome: string): void {
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
  }

  toString(): string {
    return [...this.#counts].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
  }
}
