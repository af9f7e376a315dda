import fc from 'fast-check';
import * as z from 'zod';
import { stateMachineArn } from '../../../src/arns.ts';
import {
  checkArn,
  checkName,
  checkRoleArn,
  executionArn,
  nameOf,
  splitTestCase,
} from '../../../src/services/stepfunctions/arns.ts';
import { page, readRequest } from '../../../src/services/stepfunctions/request.ts';

const PLACE = { region: 'us-east-1', accountId: '000000000000' };

describe('pages', () => {
  it('give every item once, in order, whatever their size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 25 }),
        (items, maxResults) => {
          const seen: number[] = [];
          let nextToken: string | undefined;
          do {
            const found = page(items, { maxResults, nextToken });
            seen.push(...found.items);
            nextToken = found.nextToken;
          } while (nextToken);
          expect(seen).toEqual(items);
        },
      ),
    );
  });

  it('have the size AWS has when none is asked for', () => {
    const items = Array.from({ length: 150 }, (_item, index) => index);
    expect(page(items, {}).items).toHaveLength(100);
    expect(page(items, { maxResults: 0 }).items).toHaveLength(100);
  });

  it('refuse any text that is no token of theirs', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (nextToken) => {
        fc.pre(!/^from:\d+$/.test(Buffer.from(nextToken, 'base64').toString('utf8')));
        expect(() => page([1], { nextToken })).toThrow(`Invalid Token`);
      }),
    );
  });
});

describe('names and ARNs', () => {
  it('take a machine apart as they put it together', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}$/),
        fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}$/),
        (machine, name) => {
          const arn = stateMachineArn(PLACE, checkName(machine));
          expect(nameOf(checkArn(arn, 'stateMachine'))).toBe(machine);
          expect(splitTestCase(`${arn}#${name}`)).toEqual({ arn, testCase: name });
          expect(checkArn(executionArn(arn, name), 'execution').split(':').at(-1)).toBe(name);
        },
      ),
    );
  });

  it.each(['', 'a b', 'a/b', 'a:b', 'a#b', 'a\u0000b', 'a*', '{a}', 'x'.repeat(81)])(
    'refuse the name "%s"',
    (name) => {
      expect(() => checkName(name)).toThrow('Invalid Name');
    },
  );

  it.each([
    '',
    'a',
    'arn:aws:s3:::bucket',
    'arn:aws:states:us-east-1:0:stateMachine',
    'arn:aws:states:us-east-1:0:mapRun:x',
  ])('refuse the ARN "%s" for a state machine', (arn) =>
    expect(() => checkArn(arn, 'stateMachine')).toThrow('Invalid Arn'),
  );

  it.each(['a', 'arn:aws:iam::000000000000:user/a', 'arn:aws:iam::aws:policy/A', 'arn:aws:iam::1:role/'])(
    'refuse the ARN "%s" for a role',
    (arn) => expect(() => checkRoleArn(arn)).toThrow(`Invalid Role Arn: '${arn}'`),
  );

  it.each(['arn:aws:iam::000000000000:role/a', 'arn:aws-cn:iam::000000000000:role/service-role/a'])(
    'take the ARN "%s" for a role',
    (arn) => expect(checkRoleArn(arn)).toBe(arn),
  );
});

describe('a request', () => {
  it('is told of with tokens whole and routes as the model names them', () => {
    const Paged = z.strictObject({ nextToken: z.string().max(3096) });
    const nextToken = 'x'.repeat(3097);
    expect(() => readRequest(Paged, { nextToken })).toThrow(`Value '${nextToken}' at 'nextToken'`);
    const Routed = z.strictObject({ routingConfiguration: z.array(z.unknown()).max(0) });
    const routingConfiguration = [{ stateMachineVersionArn: 'arn:1', weight: 100 }];
    expect(() => readRequest(Routed, { routingConfiguration })).toThrow(
      "Value '[RoutingConfigurationListItem(stateMachineVersionArn=arn:1, weight=100)]' at 'routingConfiguration'",
    );
  });

  const schema = z.strictObject({ name: z.string(), type: z.enum(['STANDARD', 'EXPRESS']).optional() });

  it.each([
    [
      {},
      `1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null`,
    ],
    [
      { name: 'a', type: 'FAST' },
      `Value 'FAST' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]`,
    ],
    [{ name: 'a', colour: 1 }, 'colour is not supported here'],
  ])('%j is refused by the member that is wrong', (value, message) => {
    expect(() => readRequest(schema, value)).toThrow(message);
  });
});
