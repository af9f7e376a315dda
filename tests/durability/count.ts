/** Tells how much of something was acknowledged, and what of that is wrong in the end. */
export type Count = (what: string, acknowledged: number, wrong: string[]) => void;

const AT_ONCE = 16;

/** The names of which something that has to be asked for is true. */
export async function those(
  names: readonly string[],
  isIt: (name: string) => Promise<boolean>,
): Promise<string[]> {
  const found: string[] = [];
  const left = names.values();
  const work = async (): Promise<void> => {
    for (const name of left) if (await isIt(name)) found.push(name);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}
