/** A Slurm cluster of one node on this machine, from Debian's package `slurm-wlm`. */
import { PROJECT_ROOT } from "../../../lib/backend/backend.ts";
import { exists, until } from "../../until.ts";

/** Why no cluster can be started here; `undefined` if one can. */
export function whyNoCluster(): string | undefined {
  if (Deno.build.os !== "linux") return "Slurm runs on Linux only";
  if (Deno.uid() !== 0) return "its daemons are started as root";
  const missing = ["munged", "slurmctld", "slurmd", "sbatch"].find((name) => !findProgram(name));
  return missing && `${missing} is not installed (Debian: slurm-wlm)`;
}

function findProgram(name: string): string | undefined {
  const folders = `${Deno.env.get("PATH") ?? ""}:/usr/sbin:/sbin`.split(":");
  return folders.map((folder) => `${folder}/${name}`).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** A running cluster; disposing it ends its daemons and jobs. */
export class Cluster implements AsyncDisposable {
  /** Environment variables with which Slurm's commands find it. */
  readonly env: Readonly<Record<string, string>>;
  readonly #daemons: readonly Deno.ChildProcess[];

  private constructor(env: Record<string, string>, daemons: readonly Deno.ChildProcess[]) {
    this.env = env;
    this.#daemons = daemons;
  }

  /** Starts the daemons in `folder` and waits until the node accepts jobs. */
  static async start(folder: string): Promise<Cluster> {
    await Deno.mkdir(`${folder}/state`, { recursive: true });
    await Deno.mkdir(`${folder}/spool`);
    await Deno.writeFile(`${folder}/key`, crypto.getRandomValues(new Uint8Array(128)), {
      mode: 0o400,
    });
    await Deno.writeTextFile(`${folder}/slurm.conf`, configuration(folder));
    const env = { SLURM_CONF: `${folder}/slurm.conf` };
    const paths = ["key-file=key", "socket=munge.sock", "pid-file=munged.pid"]
      .concat("log-file=munged.log", "seed-file=seed")
      .map((option) => `--${option.replace("=", `=${folder}/`)}`);
    const daemons = [start("munged", ["--force", "--foreground", ...paths], env)];
    const cluster = new Cluster(env, daemons);
    await until("munged answers", () => exists(`${folder}/munge.sock`));
    daemons.push(start("slurmctld", ["-D"], env), start("slurmd", ["-D"], env));
    await until("the node is idle", async () => {
      return (await cluster.run("sinfo", ["--noheader", "--format=%T"])).trim() === "idle";
    });
    return cluster;
  }

  /** Runs a Slurm command and returns its output; empty if it fails. */
  async run(name: string, args: readonly string[]): Promise<string> {
    const { stdout } = await new Deno.Command(findProgram(name)!, {
      args: [...args],
      env: this.env,
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.run("scancel", ["--user=root"]);
    for (const daemon of this.#daemons.toReversed()) {
      try {
        daemon.kill("SIGTERM");
      } catch {
        // it has ended
      }
      await daemon.status;
    }
  }
}

function start(name: string, args: readonly string[], env: Record<string, string>) {
  return new Deno.Command(findProgram(name)!, {
    args: [...args],
    cwd: PROJECT_ROOT,
    env,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

function configuration(folder: string): string {
  const host = Deno.hostname().split(".")[0];
  return `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.sock
MpiDefault=none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmUser=root
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
SlurmctldPort=16817
SlurmdPort=16818
ReturnToService=2
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${navigator.hardwareConcurrency} State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}
