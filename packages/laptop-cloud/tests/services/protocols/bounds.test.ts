// What a request may hold: beyond these bounds it is refused with a reason, in time, and whatever comes after it is served.
import fc from 'fast-check';
import * as z from 'zod';
import { isLongRun } from '../../../../../tests/support/long-run.ts';
import { parseInput } from '../../../src/services/parse-input.ts';
import { parseBoundedJson } from '../../../src/services/protocols/bounded-json.ts';
import { parseMultipartForm } from '../../../src/services/protocols/form.ts';
import { jsonService } from '../../../src/services/protocols/json.ts';
import { parseForm, queryService } from '../../../src/services/protocols/query.ts';
import { restJsonService } from '../../../src/services/protocols/rest-json.ts';
import type { Service, ServiceRequest } from '../../../src/services/service.ts';
import { ROOT } from '../../support/gateway.ts';
import { freeOperation } from '../../support/operations.ts';

const numRuns = isLongRun ? 20_000 : 200;

const request = (body: string, more: Partial<ServiceRequest> = {}): ServiceRequest => ({
  method: 'POST',
  path: '/things',
  query: new URLSearchParams(),
  headers: { 'x-amz-target': 'T.Do' },
  body: Buffer.from(body),
  principal: ROOT,
  endpoint: 'http://127.0.0.1',
  requestId: 'r',
  ...more,
});

const seen: unknown[] = [];
const logged: string[] = [];
beforeEach(() => {
  seen.length = 0;
  logged.length = 0;
});
const operation = freeOperation('Do', (input) => {
  seen.push(input);
  if (input['recurse']) recurse();
  return {};
});
const recurse = (): number => recurse() + 1;
const log = (line: string) => logged.push(line);
const json = jsonService({ scope: 't', version: '1.0', targetPrefix: 'T', operations: [operation], log });
const query = queryService({ scope: 't', version: '1', namespace: 'urn:t', operations: [operation], log });
const rest = restJsonService({
  scope: 't',
  operations: [{ ...operation, http: { method: 'POST', path: '/things' } }],
  log,
});
const answer = async (service: Service, body: string, more?: Partial<ServiceRequest>) => {
  const { status, body: text } = await service.handle(request(body, more));
  return `${status} ${text}`;
};

describe('JSON of a request', () => {
  const levels = (text: string): number => {
    const value: unknown = JSON.parse(text);
    const depth = (one: unknown): number =>
      typeof one === 'object' && one !== null ? 1 + Math.max(0, ...Object.values(one).map(depth)) : 0;
    return depth(value);
  };

  it('is what JSON.parse makes of it up to a depth, and refused beyond', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 6, noUnicodeString: false }),
        fc.integer({ min: 0, max: 6 }),
        (text, most) => {
          const parse = () => parseBoundedJson(Buffer.from(text), most);

          if (text.includes('__proto__')) return;
          if (levels(text) <= most) expect(parse()).toEqual(JSON.parse(text));
          else expect(parse).toThrow(`nested more than ${most} levels`);
        },
      ),
      { numRuns },
    );
  });

  it.each(['{"__proto__":1}', '{"a":[{"__proto__":{"b":1}}]}', '{"\\u005f_proto__":1}'])(
    'is refused where a member has the name that objects cannot keep: %s',
    async (text) => {
      expect(await answer(json, text)).toMatch(/^400 .*__proto__ is not supported here/);
      expect((await rest.handle(request(text))).status).toBe(400);
      expect(seen).toEqual([]);
    },
  );

  it('may say the name as a text, and have members that every object has', async () => {
    await answer(json, '{"constructor":"__proto__"}');

    expect(seen).toEqual([{ constructor: '__proto__' }]);
  });

  it.each(['[1]', '"text"', '1', 'null', '{'])(
    'is no input of REST-JSON where it is no object: %s',
    async (text) => {
      expect((await rest.handle(request(text))).status).toBe(400);
      expect(seen).toEqual([]);
    },
  );

  it('has no list that is longer than any operation takes', async () => {
    const list = JSON.stringify(Array.from({ length: 10_001 }, () => 0));

    expect(await answer(json, `{"Entries":${list}}`)).toMatch(
      /^400 .*Entries may have 10000 elements at most/,
    );
  });
});

describe('a query string', () => {
  it('names members as they are, those that every object has, too', async () => {
    await answer(rest, '', { headers: {}, query: new URLSearchParams('constructor=1&constructor=2&a=3') });

    expect(seen).toEqual([{ constructor: '1', a: '3' }]);
  });
});

describe('a header of REST-JSON', () => {
  const own = restJsonService({
    scope: 't',
    operations: [
      {
        ...operation,
        input: z.strictObject({}),
        http: { method: 'POST', path: '/things', headers: ['x-amz-own'] },
      },
    ],
  });

  it.each([
    [
      { 'x-amz-own': '1', 'x-amz-date': 'd', 'x-amzn-trace-id': 't', 'content-type': 'c', 'x-other': 'o' },
      /^200/,
    ],
    [{ 'x-amz-foreign': '1' }, /^400 .*header x-amz-foreign is not supported here/],
    [{ 'x-amzn-foreign': '1' }, /^400 .*header x-amzn-foreign is not supported here/],
  ])('is known, of no concern, or refused by its name: %j', async (headers, expected) => {
    expect(await answer(own, '', { headers })).toMatch(expected);
  });

  it('may stand in the query, where presigners put it', async () => {
    expect(await answer(own, '', { headers: {}, query: new URLSearchParams('X-Amz-Signature=1') })).toMatch(
      /^200/,
    );
  });
});

describe('a query form', () => {
  it('never fails but with a reason, whatever its members are called', () => {
    const step = fc.constantFrom('a', 'member', 'entry', '1', '2', 'key', 'value', 'Name', '', '__proto__');
    const path = fc.array(step, { minLength: 1, maxLength: 8 }).map((steps) => steps.join('.'));
    fc.assert(
      fc.property(fc.array(fc.tuple(path, fc.string()), { maxLength: 6 }), (fields) => {
        try {
          parseForm(new URLSearchParams(fields));
        } catch (error) {
          expect(error).toMatchObject({ name: 'ServiceError', code: 'MalformedInput' });
        }
        expect({}).not.toHaveProperty('a');
      }),
      { numRuns },
    );
  });

  it('has members of 32 steps at most', async () => {
    expect(await answer(query, `Action=Do&${'a.'.repeat(31)}a=1`)).toMatch(/^200/);
    expect(await answer(query, `Action=Do&${'a.'.repeat(32)}a=1`)).toMatch(/^400 .*32 levels deep at most/);
  });

  it.each(['Action=Do&', ''])(
    'has 10,000 fields at most, wherever its action stands: "%s"',
    async (start) => {
      const form = `${start}${'a=1&'.repeat(10_000)}Action=Do`;

      expect(await answer(query, form)).toMatch(/^400 .*10000 fields at most/);
    },
  );

  it('has no map entry that an object cannot keep', async () => {
    const form = 'Action=Do&A.entry.1.key=__proto__&A.entry.1.value=x';

    expect(await answer(query, form)).toMatch(/^400 .*__proto__ is not supported here/);
  });
});

describe('a multipart form', () => {
  it('has a boundary of 70 characters at most', () => {
    const parse = (boundary: string) =>
      parseMultipartForm(`multipart/form-data; boundary=${boundary}`, Buffer.from(`--${boundary}--`));

    expect(parse('b'.repeat(70))).toEqual([]);
    expect(() => parse('b'.repeat(71))).toThrow('longer than 70 characters');
  });
});

describe('a refusal', () => {
  it('names the first faults of many', () => {
    const schema = z.strictObject({ list: z.array(z.string()) });
    const list = Array.from({ length: 1000 }, () => 1);

    expect(() => parseInput(schema, { list }, 'Bad')).toThrow(/^list\.0: .*; list\.19: [^;]*; and 980 more$/);
  });

  it('names the first unknown members of many', () => {
    const unknown = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`m${at}`, 1]));

    expect(() => parseInput(z.strictObject({}), unknown, 'Bad')).toThrow(
      /^m0, .*, m19, and 980 more is not supported here$/,
    );
  });

  it('is short, however long a name is', () => {
    expect(() => parseInput(z.strictObject({}), { ['m'.repeat(5000)]: 1 }, 'Bad')).toThrow(/^m{2000}\.\.\.$/);
  });

  it('tells the caller, not the log, that an input is nested deeper than a recursion goes', async () => {
    expect(await answer(json, '{"recurse":true}')).toMatch(/^400 .*nested too deeply/);
    expect(logged).toEqual([]);
  });
});
