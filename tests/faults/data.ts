/** Data that vanishes or changes while it is trained on. */
import { DAAD, daad, type Ended, spawnDeno } from "../child.ts";
import { type Attempt, type Fault, type FaultResult, judge } from "./fault.ts";
import { compare, makeTraining, results } from "./training.ts";

/** Enough that the fault happens while it trains. */
const EPOCHS = 50;

/** Runs a training and calls `then` once when it trains. */
async function whileTraining(args: readonly string[], then: () => Promise<void>): Promise<Ended> {
  const child = spawnDeno([...DAAD, ...args]);
  const stdout = new Response(child.stdout).text();
  let stderr = "";
  let called = false;
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    stderr += text;
    if (called || !stderr.includes("training  [")) continue;
    called = true;
    await then();
  }
  return { code: (await child.status).code, stdout: await stdout, stderr };
}

/** Breaks the data while it is streamed, mends it, and goes on. */
async function breakData(
  { dir, tries, onTry }: Attempt,
  { fault, mend, message }: {
    readonly fault: (data: string) => Promise<void>;
    readonly mend: (data: string) => Promise<void>;
    readonly message: RegExp;
  },
): Promise<string[]> {
  const training = [...await makeTraining(dir, { epochs: EPOCHS }), "--memory", "0"];
  const data = `${dir}/bottle`;
  await daad([...training, "--out", `${dir}/undisturbed`]);
  const expected = await results(`${dir}/undisturbed`);
  const problems: string[] = [];
  for (let k = 0; k < tries; k++) {
    const args = [...training, "--out", `${dir}/out${k}`];
    problems.push(...judge(await whileTraining(args, () => fault(data)), message));
    await mend(data);
    const resumed = await daad([...args, "--resume"]);
    if (resumed.code !== 0) problems.push(resumed.stderr);
    problems.push(...await compare(`${dir}/out${k}`, expected));
    onTry();
  }
  return problems;
}

async function vanish(attempt: Attempt): Promise<FaultResult> {
  const problems = await breakData(attempt, {
    fault: (data) => Deno.rename(data, `${data}-away`),
    mend: (data) => Deno.rename(`${data}-away`, data),
    message: /images cannot be used: .*: is missing.*go on with: .* --resume$/,
  });
  return {
    tries: attempt.tries,
    outcome: "one line naming the images; resumed when they were back, same bits",
    problems,
  };
}

async function replace(attempt: Attempt): Promise<FaultResult> {
  const image = (data: string) => `${data}/train/good/003.jpg`;
  const problems = await breakData(attempt, {
    fault: async (data) => {
      await Deno.copyFile(image(data), `${data}-kept`);
      await Deno.copyFile(`${data}/train/good/004.jpg`, image(data));
    },
    mend: async (data) => {
      await Deno.copyFile(`${data}-kept`, image(data));
    },
    message: /003\.jpg: was changed after it was checked.*go on with: .* --resume$/,
  });
  return {
    tries: attempt.tries,
    outcome: "one line naming the image; resumed when it was back, same bits",
    problems,
  };
}

/** Faults of the data. */
export const DATA_FAULTS: readonly Fault[] = [
  {
    id: "vanished-data",
    title: "the data folder vanishes during training",
    full: 5,
    short: 1,
    run: vanish,
  },
  {
    id: "replaced-image",
    title: "an image is replaced during training",
    full: 5,
    short: 1,
    run: replace,
  },
];
