/** A run on a few images. */
import type { RunOptions } from "../../lib/experiment/run/run.ts";
import { noLeak } from "../no_leak.ts";
import { withTempDir } from "../temp_dir.ts";
import { copySmallBottle, SMALL_CONFIG } from "./small_bottle.ts";

/** A run whose data is a folder. */
export interface FolderRun extends RunOptions {
  readonly data: string;
}

/** Runs `body` with a copy of a few images and the options of a run that trains on them quickly. */
export function withRun(
  body: (options: FolderRun, dir: string) => Promise<void>,
): () => Promise<void> {
  return () =>
    noLeak(() =>
      withTempDir(async (dir) => {
        const options = {
          data: await copySmallBottle(dir),
          method: "daad",
          imageSize: 32,
          overrides: SMALL_CONFIG,
          overridesSource: "small.json",
          seed: 3,
          out: `${dir}/out`,
        };
        await body(options, dir);
      })
    );
}
