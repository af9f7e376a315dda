import jsonata from 'jsonata';
import { compileExpression } from '../../src/jsonata/expression.ts';

/** Expects an expression to give what the library alone makes of it. */
export async function expectAsJsonata(text: string, input: Record<string, unknown>): Promise<void> {
  const theirs: unknown = await jsonata(text).evaluate(undefined, input);

  const ours = await compileExpression(text, 'Output').evaluate(input, 0);

  expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
}
