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
  'ARN:aws:s3:::a',
])('refuses %j, naming it', (text) => {
  expect(splitArn(text)).toBeUndefined();
  expect(() => parseArn(text)).toThrow(ArnError);
  expect(() => parseArn(text)).toThrow(`${text} is no ARN`);
});
