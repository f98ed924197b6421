import { assertEquals } from "@std/assert";
import { gitCommit } from "../../../lib/experiment/provenance/git_commit.ts";

const COMMIT = "24c9e3200000000000000000000000000000abcd";

async function checkout(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await Deno.makeTempDir();
  for (const [path, text] of Object.entries(files)) {
    const file = `${folder}/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, `${text}\n`);
  }
  return folder;
}

const PACKED = `# pack-refs with: peeled\n${
  "0".repeat(40)
} refs/heads/other\n${COMMIT} refs/heads/main`;

const CHECKOUTS = {
  "a branch": { ".git/HEAD": "ref: refs/heads/main", ".git/refs/heads/main": COMMIT },
  "a packed branch": { ".git/HEAD": "ref: refs/heads/main", ".git/packed-refs": PACKED },
  "no branch": { ".git/HEAD": COMMIT },
  "a linked work tree": {
    ".git": "gitdir: repository/.git/worktrees/linked",
    "repository/.git/worktrees/linked/HEAD": "ref: refs/heads/main",
    "repository/.git/worktrees/linked/commondir": "../..",
    "repository/.git/packed-refs": PACKED,
  },
};

for (const [name, files] of Object.entries(CHECKOUTS)) {
  Deno.test(`gitCommit: ${name}`, async () => {
    assertEquals(gitCommit(await checkout(files)), COMMIT);
  });
}

Deno.test("gitCommit: none without a checkout, or before the first commit", async () => {
  assertEquals(gitCommit(await checkout({})), undefined);
  assertEquals(gitCommit(await checkout({ ".git/HEAD": "ref: refs/heads/main" })), undefined);
});
