import { nameHint, nearNames } from '../src/near-names.ts';

const STATES = ['DetectFace', 'Decide', 'IndexFace', 'InspectPhoto'];

test.each([
  ['DetectFase', ['DetectFace']],
  ['detectface', ['DetectFace']],
  ['DetcetFace', ['DetectFace']],
  ['Detect', ['DetectFace']],
  ['Dceide', ['Decide']],
  ['Nonsense', []],
])('%s is near %j', (name, near) => {
  expect(nearNames(name, STATES)).toEqual(near);
});

test('a hint names what is near, or else all there are', () => {
  expect(nameHint('DetectFase', STATES)).toBe('did you mean DetectFace?');
  expect(nameHint('Nonsense', STATES)).toBe('there are DetectFace, Decide, IndexFace, InspectPhoto');
  expect(nameHint('Nonsense', [])).toBe('there are none');
});
