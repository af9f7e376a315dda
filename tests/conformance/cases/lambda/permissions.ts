// Policies of functions: statements that are added, told and removed.
import {
  AddPermissionCommand,
  CreateAliasCommand,
  GetPolicyCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { type Case, PAGES } from '../../case.ts';
import { refusal, type World } from '../../world.ts';
import { newFunction } from './function.ts';

const CODE = 'export const handler = async () => 1;';
const MISSING = { error: 'ResourceNotFoundException', status: 404 };
const SEEN = PAGES.seen('permissions of functions');

async function add({ lambda }: World, FunctionName: string, more: object = {}) {
  const input = {
    FunctionName,
    StatementId: 's3',
    Action: 'lambda:InvokeFunction',
    Principal: 's3.amazonaws.com',
  };
  const { Statement = '' } = await lambda.send(new AddPermissionCommand({ ...input, ...more }));
  return JSON.parse(Statement);
}

async function policy({ lambda }: World, FunctionName: string) {
  const { Policy = '', RevisionId } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  return { document: JSON.parse(Policy), RevisionId };
}

const remove = ({ lambda }: World, FunctionName: string, more: object = {}) =>
  lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 's3', ...more }));

export const permissions: Case[] = [
  {
    name: 'a permission is a statement of the policy, its source a condition',
    source: SEEN,
    async observe(world) {
      const FunctionName = await newFunction(world, CODE);
      const given = { SourceArn: 'arn:aws:s3:::photos', SourceAccount: '123456789012' };
      const added = await add(world, FunctionName, given);
      const { document } = await policy(world, FunctionName);
      const { Resource, ...rest } = added;
      return {
        ...rest,
        isOfFunction: Resource.endsWith(`:function:${FunctionName}`),
        isAlone: JSON.stringify(document.Statement) === JSON.stringify([added]),
        Version: document.Version,
        Id: document.Id,
      };
    },
    expected: {
      Sid: 's3',
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Condition: {
        ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::photos' },
        StringEquals: { 'AWS:SourceAccount': '123456789012' },
      },
      isOfFunction: true,
      isAlone: true,
      Version: '2012-10-17',
      Id: 'default',
    },
  },
  {
    name: 'an account is its root user, and everybody a star',
    source: SEEN,
    async observe(world) {
      const FunctionName = await newFunction(world, CODE);
      const ofAccount = await add(world, FunctionName, { StatementId: 'a', Principal: '123456789012' });
      const ofAll = await add(world, FunctionName, { StatementId: 'b', Principal: '*' });
      return [ofAccount.Principal, ofAll.Principal];
    },
    expected: [{ AWS: 'arn:aws:iam::123456789012:root' }, '*'],
  },
  {
    name: 'a policy goes with its last statement, and an alias has one of its own',
    source: SEEN,
    async observe(world) {
      const FunctionName = await newFunction(world, CODE, { Publish: true });
      const alias = { FunctionName, Name: 'live', FunctionVersion: '1' };
      await world.lambda.send(new CreateAliasCommand(alias));
      await add(world, `${FunctionName}:live`);
      const own = await refusal(policy(world, FunctionName));
      const { document } = await policy(world, `${FunctionName}:live`);
      await remove(world, FunctionName, { Qualifier: 'live' });
      return {
        own,
        isOfAlias: document.Statement[0].Resource.endsWith(`:${FunctionName}:live`),
        afterwards: await refusal(policy(world, `${FunctionName}:live`)),
      };
    },
    expected: {
      own: { ...MISSING, message: 'The resource you requested does not exist.' },
      isOfAlias: true,
      afterwards: { ...MISSING, message: 'The resource you requested does not exist.' },
    },
  },
  {
    name: 'statements that are there twice, or of nobody, or of no version, are refused',
    source: SEEN,
    async observe(world) {
      const FunctionName = await newFunction(world, CODE);
      const none = await refusal(remove(world, FunctionName));
      await add(world, FunctionName);
      return [
        none,
        await refusal(remove(world, FunctionName, { StatementId: 'other' })),
        await refusal(add(world, FunctionName)),
        await refusal(add(world, FunctionName, { StatementId: 'a', Principal: 'invalid.nonaws.com' })),
        await refusal(add(world, FunctionName, { StatementId: 'a.b' })),
        await refusal(add(world, `${FunctionName}:live`)),
        await refusal(add(world, FunctionName, { Qualifier: '42' })),
        await refusal(add(world, FunctionName, { Qualifier: '$LATEST' })),
      ];
    },
    expected: [
      { ...MISSING, message: 'No policy is associated with the given resource.' },
      { ...MISSING, message: 'Statement other is not found in resource policy.' },
      { error: 'ResourceConflictException', status: 409 },
      { error: 'InvalidParameterValueException', status: 400 },
      { error: 'ValidationException', status: 400 },
      { ...MISSING, message: /^Cannot find alias arn: arn:.*:live$/ },
      { ...MISSING, message: /^Function not found: arn:.*:42$/ },
      {
        error: 'InvalidParameterValueException',
        status: 400,
        message: 'We currently do not support adding policies for $LATEST.',
      },
    ],
  },
  {
    name: 'a policy that has changed since is not changed by its revision of before',
    source: SEEN,
    async observe(world) {
      const FunctionName = await newFunction(world, CODE);
      await add(world, FunctionName);
      const { RevisionId } = await policy(world, FunctionName);
      await add(world, FunctionName, { StatementId: 'b', RevisionId });
      const stale = await refusal(add(world, FunctionName, { StatementId: 'c', RevisionId }));
      const now = await policy(world, FunctionName);
      await remove(world, FunctionName, { RevisionId: now.RevisionId });
      const { document } = await policy(world, FunctionName);
      return { stale, left: document.Statement.map(({ Sid }: { Sid: string }) => Sid) };
    },
    expected: {
      stale: { error: 'PreconditionFailedException', status: 412, message: /Call the GetPolicy API/ },
      left: ['b'],
    },
  },
];
