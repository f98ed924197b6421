/**
 * Lists folders.
 *
 * @module
 */

/**
 * Lists all files below `root/folder`, relative to `root`, sorted; empty where there is no such
 * folder.
 */
export async function listFiles(root: string, folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(`${root}/${folder}`)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  });
  const nested = entries.map(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? listFiles(root, path) : [path];
  });
  return (await Promise.all(nested)).flat().sort();
}
