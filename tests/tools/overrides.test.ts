import { readOverrides } from '../../tools/check/overrides.ts';
import { SAM_READINGS } from './sam-readings.ts';

describe('parameter overrides', () => {
  it.each(SAM_READINGS)('%j are read as SAM reads them', (overrides, expected) => {
    expect(readOverrides(overrides)).toEqual(expected);
  });

  it.each([
    ['Configuration={"age":{"reject":17}}', /Configuration as "\{" and drop .*in quotes of its own/],
    ['Stage=dev OperatorEmail= LabelPhotos=off', /drop "OperatorEmail="/],
    ['Stage=dev later words', /drop "later words"/],
    ['OperatorEmail="a@b.example Stage=dev', /drop/],
    ['ParameterKey=Stage,ParameterValue=dev LabelPhotos=off', /drop "LabelPhotos=off"/],
    ['Label_Photos=off', /is no parameter/],
    ['Stage', /is no parameter/],
    ['file://parameters.yaml', /parameters in files are not read here/],
    [{ Configuration: { age: { reject: 17 } } }, /write the value as a string/],
    [{ $include: 'more.yaml' }, /parameters in files are not read here/],
    [{ LabelPhotos: true }, /write true in quotes/],
    [7, /texts, lists or a table/],
  ])('%j would lose something and are refused', (overrides, message) => {
    expect(() => readOverrides(overrides)).toThrow(message);
  });
});
