import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathHint } from '../../src/stack/near-path.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'near-'));
  mkdirSync(path.join(folder, 'statemachine'));
  writeFileSync(path.join(folder, 'statemachine', 'order.asl.json'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['statemachine/Order.asl.json', 'statemachine/order.asl.json'],
  ['StateMachine/order.asl.json', 'statemachine'],
  ['statemachines/order.asl.json', 'statemachine'],
])('for %s it names %s', (missing, near) => {
  const meant = path.relative('.', path.join(folder, near));
  expect(pathHint(path.join(folder, missing))).toBe(` Did you mean ${meant}?`);
});

test('where nothing is near it says nothing', () => {
  expect(pathHint(path.join(folder, 'elsewhere/x'))).toBe('');
});
