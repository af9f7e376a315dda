import { pairsOption, readArguments } from '../../src/cli/command.ts';
import { readWords } from '../../src/read-words.ts';

const options = {
  rider: { type: 'string' },
  quick: { type: 'boolean', short: 'q' },
  set: { type: 'string', multiple: true },
} as const;

it.each([
  [['--rider', 'ada', '--rider', 'bao'], "Option '--rider' is given twice"],
  [['--rider=ada', '--quick', '--rider=ada'], "Option '--rider' is given twice"],
])('%j is told: of two values one would go in silence', (args, message) => {
  expect(() => readWords({ args, options })).toThrow(
    expect.objectContaining({ message, code: expect.stringMatching(/^ERR_PARSE_ARGS_/) }),
  );
});

it('takes what may stand twice, and gives no more than parseArgs does', () => {
  const args = ['--set', 'a=1', '-q', '--set', 'b=2', '--quick', '--rider', 'ada', 'FILE'];
  const read = readWords({ args, options, allowPositionals: true });
  expect(Object.keys(read).sort()).toEqual(['positionals', 'values']);
  expect({ ...read.values }).toEqual({ set: ['a=1', 'b=2'], quick: true, rider: 'ada' });
  expect(read.positionals).toEqual(['FILE']);
});

describe('a command', () => {
  const command = { name: 'photo', summary: '', help: '', options, run: () => Promise.resolve(0) };

  it('refuses an option given twice as what is asked wrongly', () => {
    expect(() => readArguments(command, ['--rider', 'a', '--rider', 'b'])).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining('is given twice') }),
    );
  });

  it.each([
    ['a=1 b=2=3', { a: '1', b: '2=3' }],
    ['a=1 a=2', '--set a is given twice'],
    ['a', '--set takes KEY=VALUE, not "a"'],
  ])('pairs %s', (words, expected) => {
    const call = { options: { set: words.split(' ') } } as never as Parameters<typeof pairsOption>[0];
    if (typeof expected === 'string') expect(() => pairsOption(call, 'set')).toThrow(expected);
    else expect(pairsOption(call, 'set')).toEqual(expected);
  });
});
