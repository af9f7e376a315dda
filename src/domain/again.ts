// How an execution that stopped half way is started again: under a name that says which try it is. So the tries are counted on the
// photo's row, which names the execution, and no try can be started twice.

/** Times that the sweep starts a photo again before it gives up. */
export const MOST_TRIES = 3;

const MARK = /-again-(\d+)$/;
const LONGEST_NAME = 80;
/** Room for the mark of any try. */
const LONGEST_FIRST_NAME = LONGEST_NAME - '-again-999'.length;

/** The name of the try of that number; 0 is the first start, which has a name without a mark. */
export function nameOfTry(name: string, number: number): string {
  const first = name.replace(MARK, '').slice(0, LONGEST_FIRST_NAME);
  return number === 0 ? first : `${first}-again-${number}`;
}

/** How often an execution of that name was started again before. */
export const triesOf = (name: string): number => Number(MARK.exec(name)?.[1] ?? 0);

/** The name of the next try. */
export const nextName = (name: string): string => nameOfTry(name, triesOf(name) + 1);

/** The ARN of the next try's execution. */
export function nextExecution(executionArn: string): string {
  const name = nameOf(executionArn);
  return executionArn.slice(0, -name.length) + nextName(name);
}

export const nameOf = (executionArn: string): string => executionArn.slice(executionArn.lastIndexOf(':') + 1);

/** Seconds until the next look: twice as many after each try, a day at most. */
export const patience = (firstSeconds: number, tries: number): number =>
  Math.min(86_400, firstSeconds * 2 ** tries);
