// Jest holds [undefined] and [] for equal, and any list for equal to one that is longer by undefined: what is missing in an answer would
// be taken for what was expected. Here lists of different lengths are never equal, and `{}` is equal to nothing that has members.
// Members of other maps that are undefined still count as missing: that is what toEqual is for.

type Tester = (received: unknown, expected: unknown) => boolean | undefined;

const exactly: Tester = (received, expected) => {
  if (Array.isArray(received) && Array.isArray(expected))
    return received.length === expected.length ? undefined : false;
  const isMissed = isPlain(received) && isPlain(expected) && Object.keys(expected).length === 0;
  if (!isMissed) return undefined;
  // To toMatchObject any other object is right here.
  const members = Object.values(received);
  return members.length > 0 && members.every((member) => member === undefined) ? false : undefined;
};

function isPlain(value: unknown): value is object {
  return Object.prototype.toString.call(value) === '[object Object]';
}

(expect as unknown as { addEqualityTesters(testers: readonly Tester[]): void }).addEqualityTesters([exactly]);
