import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { blockListCollection, configuration, setting, withConfiguration } from '../../src/shared/config.ts';

const before = process.env;
beforeEach(() => {
  process.env = { ...before };
});
afterAll(() => {
  process.env = before;
});

it.each([undefined, ''])('takes the defaults where CONFIGURATION is %p', (json) => {
  if (json === undefined) delete process.env['CONFIGURATION'];
  else process.env['CONFIGURATION'] = json;
  expect(configuration().image.maxPixels).toBe(50_400_000);
});

it('parses the same text once', () => {
  process.env['CONFIGURATION'] = '{"age":{"reject":18}}';
  expect(configuration().age.reject).toBe(18);
  expect(configuration()).toBe(configuration());
});

it('names the bad key of a configuration', () => {
  process.env['CONFIGURATION'] = '{"age":{"rejects":18}}';
  expect(() => configuration()).toThrow(ConfigurationError);
  expect(() => configuration()).toThrow(/age\.rejects/);
});

it('takes what an execution brings over CONFIGURATION, for its own time, side by side with others', async () => {
  process.env['CONFIGURATION'] = '{"age":{"reject":18}}';
  const later = async () => {
    await new Promise(setImmediate);
    return configuration().age.reject;
  };
  const seen = ['{"age":{"reject":17}}', '', undefined].map((json) => withConfiguration(json, later));
  expect(await Promise.all(seen)).toEqual([17, 16, 18]);
  expect(configuration().age.reject).toBe(18);
});

it.each(['RIDERS_TABLE', 'FACE_COLLECTION_ID', 'STATE_MACHINE_ARN', 'EVENT_BUS_NAME'] as const)(
  'names %s when it is missing or empty',
  (name) => {
    process.env[name] = 'given';
    expect(setting(name)).toBe('given');
    process.env[name] = '';
    expect(() => setting(name)).toThrow(ConfigurationError);
    delete process.env[name];
    expect(() => setting(name)).toThrow(new RegExp(name));
  },
);

it('knows a system without a block list', () => {
  delete process.env['BLOCK_LIST_COLLECTION_ID'];
  expect(blockListCollection()).toBeNull();
  process.env['BLOCK_LIST_COLLECTION_ID'] = '';
  expect(blockListCollection()).toBeNull();
  process.env['BLOCK_LIST_COLLECTION_ID'] = 'blocked';
  expect(blockListCollection()).toBe('blocked');
});
