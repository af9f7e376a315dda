// What functions are given, and what they answer.

import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { type Case, PAGES } from '../../case.ts';
import { refusal, until } from '../../world.ts';
import { arnOf, newQueue, received, sent } from '../sqs/queue.ts';
import { invoked, newFunction } from './function.ts';

const INVOKE = PAGES.lambda('Invoke');
const NODE = PAGES.lambdaGuide('nodejs-handler');
const ECHO = 'export const handler = async (event) => event;';

/** A case of one function and one call of it. */
function answering(
  name: string,
  source: string,
  code: string,
  call: Parameters<typeof invoked>[2],
  expected: unknown,
  more: object = {},
): Case {
  return {
    name,
    source,
    observe: async (world) => invoked(world, await newFunction(world, code, more), call),
    expected,
  };
}

export const invoking: Case[] = [
  answering(
    'an event goes in, an answer comes out',
    INVOKE,
    ECHO,
    { Payload: '{"a":[1,null]}' },
    {
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      payload: { a: [1, null] },
    },
  ),
  answering(
    'no payload is an empty object, and undefined comes out as null',
    NODE,
    'export const handler = async () => undefined;',
    {},
    {
      StatusCode: 200,
      payload: null,
    },
  ),
  answering(
    'an error that is thrown is answered with its type, message and trace',
    PAGES.lambdaGuide('nodejs-exceptions'),
    "class Own extends Error { name = 'Own' }; export const handler = async () => { throw new Own('so'); };",
    {},
    {
      StatusCode: 200,
      FunctionError: 'Unhandled',
      payload: { errorType: 'Own', errorMessage: 'so' },
    },
  ),
  answering(
    'a function that takes too long is ended',
    PAGES.lambdaGuide('configuration-timeout'),
    'export const handler = () => new Promise((resolve) => setTimeout(resolve, 9000));',
    {},
    {
      FunctionError: 'Unhandled',
      payload: { errorMessage: /Task timed out after 1\.00 seconds/ },
    },
    { Timeout: 1 },
  ),
  answering(
    'a function whose process exits fails',
    PAGES.lambdaGuide('nodejs-exceptions'),
    'export const handler = async () => process.exit(3);',
    {},
    {
      FunctionError: 'Unhandled',
      payload: { errorType: 'Runtime.ExitError', errorMessage: /exit status 3/ },
    },
  ),
  answering(
    'a handler that is not there fails by name',
    PAGES.lambdaGuide('nodejs-exceptions'),
    'export const other = 1;',
    {},
    {
      FunctionError: 'Unhandled',
      payload: { errorType: 'Runtime.HandlerNotFound' },
    },
  ),
  answering(
    'code that does not parse fails by name',
    PAGES.lambdaGuide('nodejs-exceptions'),
    'export const = ;',
    {},
    {
      FunctionError: 'Unhandled',
      payload: { errorType: 'Runtime.UserCodeSyntaxError' },
    },
  ),
  answering(
    'the environment has its own variables and those of Lambda',
    PAGES.lambdaGuide('configuration-envvars'),
    'export const handler = async () => ({ own: process.env.OWN, name: process.env.AWS_LAMBDA_FUNCTION_NAME, mb: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE, region: typeof process.env.AWS_REGION });',
    {},
    {
      payload: { own: 'x', name: /^conformance-/, mb: '256', region: 'string' },
    },
    { Environment: { Variables: { OWN: 'x' } }, MemorySize: 256 },
  ),
  answering(
    'the context tells of the call',
    NODE,
    'export const handler = async (_, context) => ({ name: context.functionName, version: context.functionVersion, arn: context.invokedFunctionArn, id: context.awsRequestId, left: context.getRemainingTimeInMillis() > 1000, mb: context.memoryLimitInMB });',
    {},
    {
      payload: {
        name: /^conformance-/,
        version: '$LATEST',
        arn: /^arn:aws:lambda:.+:function:conformance-/,
        id: /^[0-9a-f-]{36}$/,
        left: true,
        mb: '128',
      },
    },
  ),
  answering(
    'a client context goes along',
    INVOKE,
    'export const handler = async (_, context) => context.clientContext;',
    {
      ClientContext: Buffer.from('{"custom":{"a":"b"}}').toString('base64'),
    },
    { payload: { custom: { a: 'b' } } },
  ),
  {
    name: 'the last of what it logged comes back when asked for',
    source: INVOKE,
    async observe(world) {
      const name = await newFunction(
        world,
        "export const handler = async () => { console.log('at work'); };",
      );
      const { LogResult = '' } = await invoked(world, name, { LogType: 'Tail' });
      return Buffer.from(LogResult, 'base64').toString();
    },
    expected: /START RequestId: [\s\S]*at work[\s\S]*END RequestId: [\s\S]*REPORT RequestId: /,
  },
  {
    name: 'a dry run runs nothing',
    source: INVOKE,
    async observe(world) {
      const name = await newFunction(world, 'export const handler = async () => { throw new Error(); };');
      return invoked(world, name, { InvocationType: 'DryRun' });
    },
    expected: { StatusCode: 204 },
  },
  {
    name: 'an event is taken at once, and the function runs behind it',
    source: PAGES.lambdaGuide('invocation-async'),
    observe: async (world) => invoked(world, await newFunction(world, ECHO), { InvocationType: 'Event' }),
    expected: { StatusCode: 202 },
  },
  {
    name: 'a function that is not there, and a payload that is no JSON, are refused',
    source: INVOKE,
    async observe(world) {
      const name = await newFunction(world, ECHO);
      return {
        none: await refusal(invoked(world, world.fresh('none'))),
        json: await refusal(invoked(world, name, { Payload: 'no json' })),
      };
    },
    expected: {
      none: { error: 'ResourceNotFoundException', status: 404 },
      json: { error: 'InvalidRequestContentException', status: 400 },
    },
  },
  {
    name: 'a function is called by its ARN, by part of it, and by $LATEST',
    source: INVOKE,
    async observe(world) {
      const name = await newFunction(world, ECHO);
      const { accountId, region } = world;
      const call = async (FunctionName: string) => (await invoked(world, FunctionName)).StatusCode;
      return [
        await call(`arn:aws:lambda:${region}:${accountId}:function:${name}`),
        await call(`${accountId}:function:${name}`),
        await call(`${name}:$LATEST`),
      ];
    },
    expected: [200, 200, 200],
  },
  {
    name: 'a queue calls a function with its messages, and loses those that were handled',
    source: PAGES.lambdaGuide('with-sqs'),
    async observe(world) {
      const source = await newQueue(world);
      const answers = await newQueue(world);
      const FunctionName = await newFunction(world, ECHO, {
        Timeout: 5,
        Environment: { Variables: { ANSWERS: answers } },
      });
      const { UUID } = await world.lambda.send(
        new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn: arnOf(world, source) }),
      );
      world.later(() => world.lambda.send(new DeleteEventSourceMappingCommand({ UUID })));
      await until(
        () => world.lambda.send(new GetEventSourceMappingCommand({ UUID })),
        ({ State }) => State === 'Enabled',
        20_000,
      );
      await sent(world, source, ['a']);
      await new Promise((resolve) => setTimeout(resolve, 3000));
      return (await received(world, source, { WaitTimeSeconds: 1 })).length;
    },
    expected: 0,
  },
];
