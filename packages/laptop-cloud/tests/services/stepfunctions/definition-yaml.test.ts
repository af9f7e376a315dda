import { definitionFromYaml, isYaml } from '../../../src/services/stepfunctions/definition-yaml.ts';

test('a definition in YAML is the same one in JSON', () => {
  const text = 'StartAt: Wait\nStates:\n  Wait: { Type: Wait, Seconds: 3, End: true }\n';

  expect(JSON.parse(definitionFromYaml(text, 'w.asl.yaml'))).toEqual({
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 3, End: true } },
  });
});

test.each([
  ['w.asl.yaml', true],
  ['w.YML', true],
  ['w.asl.json', false],
])('%s is YAML by its name: %s', (file, expected) => {
  expect(isYaml(file)).toBe(expected);
});

test('names the file and the first mistake', () => {
  expect(() => definitionFromYaml('a: [1', 'w.yaml')).toThrow(/^w.yaml is no YAML: .*line 1/);
});
