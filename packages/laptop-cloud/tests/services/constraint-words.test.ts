import * as z from 'zod';
import { constraintWords } from '../../src/services/constraint-words.ts';

const Input = z.strictObject({
  Name: z.string().min(2).max(4).optional(),
  Id: z
    .string()
    .regex(/^[a-z-]+$/)
    .optional(),
  Size: z.number().int().min(1).max(10).optional(),
  Type: z.enum(['STANDARD', 'EXPRESS']).optional(),
  Entries: z
    .array(z.strictObject({ Id: z.string() }))
    .min(1)
    .optional(),
});
const words = (input: unknown) => constraintWords(Input.safeParse(input).error?.issues ?? [], input);

it.each([
  [{ Name: 'a' }, "Value 'a' at 'name'", 'Member must have length greater than or equal to 2'],
  [{ Name: 'abcde' }, "Value 'abcde' at 'name'", 'Member must have length less than or equal to 4'],
  [{ Id: '!' }, "Value '!' at 'id'", 'Member must satisfy regular expression pattern: [a-z-]+'],
  [{ Size: 0 }, "Value '0' at 'size'", 'Member must have value greater than or equal to 1'],
  [{ Size: 11 }, "Value '11' at 'size'", 'Member must have value less than or equal to 10'],
  [{ Type: 'FAST' }, "Value 'FAST' at 'type'", 'Member must satisfy enum value set: [STANDARD, EXPRESS]'],
  [{ Entries: [] }, "Value '[]' at 'entries'", 'Member must have length greater than or equal to 1'],
  [{ Entries: [{ Id: 'a' }, {}] }, "Value null at 'entries.2.member.id'", 'Member must not be null'],
])('%j is refused in the words of AWS', (input, value, constraint) => {
  expect(words(input)).toBe(
    `1 validation error detected: ${value} failed to satisfy constraint: ${constraint}`,
  );
});

it('several are told at once', () => {
  expect(words({ Name: '', Size: 99 })).toMatch(
    /^2 validation errors detected: Value '' at 'name'.*; Value '99'/,
  );
});

it('a long value does not hide what is wrong with it', () => {
  expect(words({ Name: 'x'.repeat(100_000) })?.length).toBeLessThan(500);
});

it('a service may show long values whole, and the objects of a list as its model names them', () => {
  const Tags = z.strictObject({
    tags: z.array(z.strictObject({ key: z.string(), value: z.string() })).max(1),
  });
  const input = {
    tags: [
      { key: 'a', value: 'b' },
      { key: 'c', value: 'x'.repeat(300) },
    ],
  };
  const { issues } = Tags.safeParse(input).error!;
  expect(constraintWords(issues, input, { longest: 1_000, items: { tags: 'Tag' } })).toBe(
    `1 validation error detected: Value '[Tag(key=a, value=b), Tag(key=c, value=${'x'.repeat(300)})]' at 'tags' failed to satisfy constraint: Member must have length less than or equal to 1`,
  );
});

it.each([[{ Other: 1 }], [{ Name: 5 }], [{ Name: 'a', Other: 1 }], ['text']])(
  '%j is no matter of constraints',
  (input) => {
    expect(words(input)).toBeUndefined();
  },
);
