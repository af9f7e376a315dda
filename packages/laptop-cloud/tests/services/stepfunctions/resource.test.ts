import { runsHere } from '../../../src/services/stepfunctions/tasks/integrations.ts';
import { parseResource } from '../../../src/services/stepfunctions/tasks/resource.ts';

describe('the Resource of a Task state', () => {
  it.each([
    ['arn:aws:lambda:us-east-1:000000000000:function:Detect', { kind: 'function' }],
    ['arn:aws:states:us-east-1:000000000000:activity:review', { kind: 'activity' }],
    ['arn:aws:states:::lambda:invoke', { kind: 'optimized', service: 'lambda', pattern: 'request-response' }],
    ['arn:aws:states:::lambda:invoke.waitForTaskToken', { kind: 'optimized', pattern: 'waitForTaskToken' }],
    [
      'arn:aws:states:::states:startExecution.sync',
      { kind: 'optimized', action: 'startExecution', pattern: 'sync' },
    ],
    ['arn:aws:states:::states:startExecution.sync:2', { kind: 'optimized', pattern: 'sync:2' }],
    [
      'arn:aws:states:::aws-sdk:rekognition:detectFaces',
      { kind: 'sdk', service: 'rekognition', action: 'detectFaces' },
    ],
    [
      'arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken',
      { kind: 'sdk', pattern: 'waitForTaskToken' },
    ],
  ])('%s is read as what it is', (arn, expected) => {
    expect(parseResource(arn)).toMatchObject(expected);
    expect(runsHere(arn, () => true)).toBe(true);
  });

  it.each([
    '',
    'DetectFace',
    'arn:aws:states:::dynamodb',
    'arn:aws:s3:::bucket',
    'arn:aws:states:::sns:publish.later',
  ])('"%s" is none', (arn) => {
    expect(parseResource(arn)).toBeUndefined();
    expect(runsHere(arn, () => true)).toBe(false);
  });

  it.each([
    'arn:aws:states:::ecs:runTask.sync',
    'arn:aws:states:::aws-sdk:textract:detectDocumentText',
    'arn:aws:states:::dynamodb:query',
  ])('%s does not run on a laptop', (arn) => expect(runsHere(arn, () => true)).toBe(false));
});
