import * as arns from '../src/arns.ts';
import { ArnError, parseArn, splitArn } from '../src/arns.ts';

it.each([
  ['arn:aws:sqs:eu-west-1:111122223333:inbox', ['aws', 'sqs', 'eu-west-1', '111122223333', 'inbox']],
  ['arn:aws-cn:s3:::photos/a:b', ['aws-cn', 's3', '', '', 'photos/a:b']],
  ['arn:aws:lambda:us-east-1:1:function:f:live', ['aws', 'lambda', 'us-east-1', '1', 'function:f:live']],
])('reads %s', (text, [partition, service, region, accountId, resource]) => {
  expect(parseArn(text)).toEqual({ partition, service, region, accountId, resource });
});

it.each([
  '',
  'inbox',
  'arn:aws:sqs:eu-west-1:1',
  'arn:aws:sqs:eu-west-1:1:',
  'arn::sqs:::a',
  'arn:aws::::a',
  'arn:aws:sqs',
  'ARN:aws:s3:::a',
])('refuses %j, naming it', (text) => {
  expect(splitArn(text)).toBeUndefined();
  expect(() => parseArn(text)).toThrow(ArnError);
  expect(() => parseArn(text)).toThrow(`${text} is no ARN`);
});

const HERE = { region: 'eu-west-1', accountId: '111122223333' };

// Service Authorization Reference, "Resource types" of each service.
it.each([
  [arns.queueArn(HERE, 'in'), 'arn:aws:sqs:eu-west-1:111122223333:in'],
  [arns.topicArn(HERE, 'news'), 'arn:aws:sns:eu-west-1:111122223333:news'],
  [arns.functionArn(HERE, 'f:live'), 'arn:aws:lambda:eu-west-1:111122223333:function:f:live'],
  [arns.layerArn(HERE, 'l', 1), 'arn:aws:lambda:eu-west-1:111122223333:layer:l:1'],
  [arns.eventSourceMappingArn(HERE, 'u'), 'arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:u'],
  [arns.stateMachineArn(HERE, 'm'), 'arn:aws:states:eu-west-1:111122223333:stateMachine:m'],
  [arns.activityArn(HERE, 'a'), 'arn:aws:states:eu-west-1:111122223333:activity:a'],
  [arns.integrationArn('s3:getObject'), 'arn:aws:states:::s3:getObject'],
  [arns.pipeArn(HERE, 'p'), 'arn:aws:pipes:eu-west-1:111122223333:pipe/p'],
  [arns.eventBusArn(HERE, 'default'), 'arn:aws:events:eu-west-1:111122223333:event-bus/default'],
  [arns.ruleArn(HERE, 'r'), 'arn:aws:events:eu-west-1:111122223333:rule/r'],
  [arns.ruleArn(HERE, 'r', 'bus'), 'arn:aws:events:eu-west-1:111122223333:rule/bus/r'],
  [arns.tableArn(HERE, 't'), 'arn:aws:dynamodb:eu-west-1:111122223333:table/t'],
  [arns.tableArn(HERE, 't', 'i'), 'arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/i'],
  [arns.endpointArn(HERE, 'e'), 'arn:aws:sagemaker:eu-west-1:111122223333:endpoint/e'],
  [arns.scheduleArn(HERE, 'default', 's'), 'arn:aws:scheduler:eu-west-1:111122223333:schedule/default/s'],
  [arns.scheduleGroupArn(HERE, 'g'), 'arn:aws:scheduler:eu-west-1:111122223333:schedule-group/g'],
  [arns.keyArn(HERE, 'k'), 'arn:aws:kms:eu-west-1:111122223333:key/k'],
  [arns.alarmArn(HERE, 'a'), 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a'],
  [arns.logGroupArn(HERE, '/g'), 'arn:aws:logs:eu-west-1:111122223333:log-group:/g:*'],
  [arns.stackArn(HERE, 's', 'id'), 'arn:aws:cloudformation:eu-west-1:111122223333:stack/s/id'],
  [arns.bucketArn('b'), 'arn:aws:s3:::b'],
  [arns.objectArn('b', 'k/l'), 'arn:aws:s3:::b/k/l'],
  [arns.rootArn('111122223333'), 'arn:aws:iam::111122223333:root'],
  [arns.roleArn('111122223333', 'r'), 'arn:aws:iam::111122223333:role/r'],
  [arns.policyArn('111122223333', 'p'), 'arn:aws:iam::111122223333:policy/p'],
  [arns.managedPolicyArn('service-role/P'), 'arn:aws:iam::aws:policy/service-role/P'],
  [arns.sessionArn('111122223333', 'r', 's'), 'arn:aws:sts::111122223333:assumed-role/r/s'],
])('makes %s, which it reads again', (made, expected) => {
  expect(made).toBe(expected);
  expect(arns.formatArn(parseArn(made))).toBe(made);
});

it.each([
  ['resize', { name: 'resize' }],
  ['resize:live', { name: 'resize', qualifier: 'live' }],
  ['111122223333:function:resize:3', { name: 'resize', qualifier: '3', accountId: '111122223333' }],
  ['111122223333:resize', { name: 'resize', accountId: '111122223333' }],
  [
    'arn:aws:lambda:eu-west-1:111122223333:function:resize:live',
    { name: 'resize', qualifier: 'live', region: 'eu-west-1', accountId: '111122223333' },
  ],
  ['a name that is none:live', { name: 'a name that is none', qualifier: 'live' }],
])('reads the name of a function in %s', (text, expected) => {
  expect(arns.splitFunctionName(text)).toEqual(expected);
});

it('reads the parts of a resource, and none of what is no ARN', () => {
  expect(arns.resourceParts('arn:aws:states:eu-west-1:1:execution:Machine:run')).toEqual([
    'execution',
    'Machine',
    'run',
  ]);
  expect(arns.resourceParts('Machine:run')).toEqual([]);
  expect(arns.serviceOf('arn:aws:sqs:eu-west-1:1:in')).toBe('sqs');
  expect(arns.serviceOf('arn:aws:sqs')).toBe('');
});
