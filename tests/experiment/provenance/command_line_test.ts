import { assertEquals } from "@std/assert";
import { commandLine } from "../../../lib/experiment/provenance/command_line.ts";
import { onWindows, skipBecause } from "../../skip.ts";

/** An environment with only these variables. */
const environment = (variables: Record<string, string> = {}) => ({
  get: (name: string) => variables[name],
});

const PREFIX = "npx -y deno@2 task daad";

Deno.test("commandLine: options as they are typed; what is not set is left out", () => {
  const options = {
    data: "a/b",
    epochs: 3,
    seed: 0,
    config: undefined,
    overwrite: true,
    no: false,
  };
  assertEquals(
    commandLine("train", options, environment()),
    `${PREFIX} train --data a/b --epochs 3 --seed 0 --overwrite`,
  );
  const images = ["a", "b"];
  assertEquals(
    commandLine("score", { images }, environment()),
    `${PREFIX} score --images a b`,
  );
});

Deno.test({
  name: "commandLine: a shell reads odd words as they were",
  ignore: skipBecause("commandLine: a shell", onWindows("no POSIX shell there")),
}, async () => {
  const odd = ["my screws", "it's", "$HOME", "a;b", "<img src=x>", "*", "", "größe", "a\\b", '"'];
  const command = commandLine("train", { data: odd });
  const words = command.slice(command.indexOf("--data") + "--data".length);
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `printf '%s\\n' ${words}`],
  }).output();
  assertEquals(new TextDecoder().decode(stdout).split("\n").slice(0, -1), odd);
});

Deno.test("commandLine: variables that change results stand in front", () => {
  const variables = environment({
    ...{ DAAD_BACKEND: "cpu", DAAD_THREADS: "2", HOME: "x", TF_ENABLE_ONEDNN_OPTS: "0" },
  });
  assertEquals(
    commandLine("train", {}, variables),
    `DAAD_BACKEND=cpu DAAD_THREADS=2 TF_ENABLE_ONEDNN_OPTS=0 ${PREFIX} train`,
  );
});
