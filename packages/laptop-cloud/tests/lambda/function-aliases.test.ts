import { createFunctionAliases } from '../../src/lambda/function-aliases.ts';
import { openVersionRecords } from '../../src/lambda/version-records.ts';

test.each([
  [0, '1'],
  [0.74, '1'],
  [0.76, '2'],
  [0.999, '2'],
])('a dice of %d goes to version %s', (dice, version) => {
  const aliases = createFunctionAliases(openVersionRecords(null), () => dice);
  const routes = [
    { version: '1', weight: 0.75 },
    { version: '2', weight: 0.25 },
  ];
  expect(aliases.choose(aliases.put({ functionId: 'F', name: 'live', routes }))).toBe(version);
});

test('aliases of functions do not mix', () => {
  const aliases = createFunctionAliases(openVersionRecords(null));
  const routes = [{ version: '1', weight: 1 }];
  aliases.put({ functionId: 'F', name: 'live', routes });
  aliases.put({ functionId: 'G', name: 'live', routes });

  aliases.remove('F', 'live');

  expect([aliases.of('F').length, aliases.of('G').length]).toEqual([0, 1]);
});
