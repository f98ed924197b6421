import { assert, assertEquals, assertRejects } from "@std/assert";
import { PROJECT_ROOT } from "../../../lib/backend/backend.ts";
import { AccessError } from "../../../lib/errors.ts";
import { Lock, lockOwner } from "../../../lib/experiment/output/lock.ts";
import { spawnDeno } from "../../child.ts";
import { withTempDir } from "../../temp_dir.ts";

const HOLDER = (path: string) =>
  `import { Lock } from "${PROJECT_ROOT}/lib/experiment/output/lock.ts";
   const lock = await Lock.acquire(${JSON.stringify(path)}, "holding");
   console.log(lock ? "mine" : "taken");
   setInterval(() => {}, 1e9); // until it is killed`;

/** Asks who has it again and again. */
const WATCHER = (path: string) =>
  `import { lockOwner } from "${PROJECT_ROOT}/lib/experiment/output/lock.ts";
   await Deno.writeTextFile(${JSON.stringify(path)}, "");
   console.log("looking");
   while (true) {
     await lockOwner(${JSON.stringify(path)});
     await new Promise((resolve) => setTimeout(resolve, 1));
   }`;

async function firstWord(child: Deno.ChildProcess): Promise<string> {
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  return new TextDecoder().decode(value).trim();
}

async function end(child: Deno.ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await Promise.all([child.stdout.cancel(), child.stderr.cancel(), child.status]);
}

Deno.test("Lock: one owner, who is named; then the next", () =>
  withTempDir(async (dir) => {
    const path = `${dir}/inner/cell.lock`;
    assertEquals(await lockOwner(path), undefined);
    {
      await using lock = await Lock.acquire(path, "training");
      assert(lock);
      assertEquals(await Lock.acquire(path, "me too"), undefined);
      const owner = { host: Deno.hostname(), pid: Deno.pid, doing: "training" };
      assertEquals(await lockOwner(path), owner);
    }
    assertEquals(await lockOwner(path), undefined);
    await using again = await Lock.acquire(path, "training");
    assert(again);
  }));

Deno.test("Lock: a killed owner's lock is free at once", () =>
  withTempDir(async (dir) => {
    const path = `${dir}/cell.lock`;
    const holder = spawnDeno(["eval", HOLDER(path)]);
    assertEquals(await firstWord(holder), "mine");
    assertEquals(await Lock.acquire(path, "me too"), undefined);
    assertEquals((await lockOwner(path))?.doing, "holding");
    await end(holder);
    assertEquals(await lockOwner(path), undefined);
    await using lock = await Lock.acquire(path, "taking over");
    assert(lock);
  }));

Deno.test("Lock: of many that begin at once one gets it", () =>
  withTempDir(async (dir) => {
    const path = `${dir}/cell.lock`;
    const children = Array.from({ length: 6 }, () => spawnDeno(["eval", HOLDER(path)]));
    const words = await Promise.all(children.map(firstWord));
    assertEquals(words.filter((word) => word === "mine").length, 1);
    await Promise.all(children.map(end));
  }));

Deno.test("Lock: a process that only looks who has it keeps nobody out", () =>
  withTempDir(async (dir) => {
    const path = `${dir}/cell.lock`;
    const watcher = spawnDeno(["eval", WATCHER(path)]);
    assertEquals(await firstWord(watcher), "looking");
    for (let i = 0; i < 200; i++) {
      await using lock = await Lock.acquire(path, "training");
      assert(lock, `try ${i}`);
    }
    await end(watcher);
  }));

Deno.test("Lock: another machine's is its own while it shows signs of life", () =>
  withTempDir(async (dir) => {
    const path = `${dir}/cell.lock`;
    const other = { host: "elsewhere.example", pid: 1, doing: "training" };
    await Deno.writeTextFile(path, JSON.stringify(other));
    assertEquals(await lockOwner(path), other);
    assertEquals(await Lock.acquire(path, "me too"), undefined);
    const longAgo = new Date(Date.now() - 90_000);
    await Deno.utime(path, longAgo, longAgo);
    assertEquals(await lockOwner(path), undefined);
    await using lock = await Lock.acquire(path, "taking over");
    assert(lock);
    assertEquals([...Deno.readDirSync(dir)].map(({ name }) => name), ["cell.lock"]);
  }));

Deno.test("Lock: half-written text is no owner", () =>
  withTempDir(async (dir) => {
    await Deno.writeTextFile(`${dir}/cell.lock`, '{"host":"elsew');
    await using lock = await Lock.acquire(`${dir}/cell.lock`, "training");
    assert(lock);
  }));

/** Runs `body` on a file system that answers an attempt to lock with this error. */
async function whereLocking(error: Error, body: () => Promise<void>): Promise<void> {
  const { tryLock } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.tryLock = () => Promise.reject(error);
  try {
    await body();
  } finally {
    Deno.FsFile.prototype.tryLock = tryLock;
  }
}

Deno.test("Lock: where the file system keeps no locks, the heartbeat decides on one machine, too", () =>
  withTempDir((dir) =>
    whereLocking(new Error("No locks available (os error 37)"), async () => {
      const path = `${dir}/cell.lock`;
      {
        await using lock = await Lock.acquire(path, "training");
        assert(lock);
        assertEquals(await Lock.acquire(path, "me too"), undefined);
        assertEquals((await lockOwner(path))?.doing, "training");
      }
      assertEquals(await lockOwner(path), undefined);
      const killed = { host: Deno.hostname(), pid: 1, doing: "training" };
      await Deno.writeTextFile(path, JSON.stringify(killed));
      assertEquals(await Lock.acquire(path, "me too"), undefined);
      const longAgo = new Date(Date.now() - 90_000);
      await Deno.utime(path, longAgo, longAgo);
      await using lock = await Lock.acquire(path, "taking over");
      assert(lock);
    })
  ));

Deno.test("Lock: a file that cannot be locked is named and closed", () =>
  withTempDir((dir) =>
    whereLocking(new Error("Input/output error (os error 5)"), async () => {
      const path = `${dir}/cell.lock`;
      const line = `${path}: cannot be locked: Input/output error (os error 5)`;
      await assertRejects(() => Lock.acquire(path, "training"), AccessError, line);
      await assertRejects(() => lockOwner(path), AccessError, line);
    })
  ));

Deno.test("lockOwner: tells who works in a folder in which nothing may be written", () =>
  withTempDir(async (dir) => {
    const path = `${dir}/cell.lock`;
    const other = { host: "elsewhere.example", pid: 1, doing: "training" };
    await Deno.writeTextFile(path, JSON.stringify(other));
    const { open, writeTextFile } = Deno;
    const denied = new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    Deno.open = (path, options) => options?.write ? Promise.reject(denied) : open(path, options);
    Deno.writeTextFile = () => Promise.reject(denied);
    try {
      assertEquals(await lockOwner(path), other);
    } finally {
      Object.assign(Deno, { open, writeTextFile });
    }
  }));
