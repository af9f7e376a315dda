import fc from 'fast-check';
import { generatedName, logicalIdOf } from '../../src/stack/names.ts';

test('makes names as CloudFormation does, and the same ones every time', () => {
  const name = generatedName('AWS::SNS::Topic', 'photos', 'Alerts');

  expect(name).toMatch(/^photos-Alerts-[A-Z2-7]{12}$/);
  expect(generatedName('AWS::SNS::Topic', 'photos', 'Alerts')).toBe(name);
  expect(generatedName('AWS::SNS::Topic', 'other', 'Alerts').slice(-12)).not.toBe(name.slice(-12));
});

test('a FIFO queue keeps its ending, a key gets an id', () => {
  expect(generatedName('AWS::SQS::Queue', 'photos', 'Ordered', { FifoQueue: true })).toMatch(/\.fifo$/);
  expect(generatedName('AWS::KMS::Key', 'photos', 'Key')).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

test('bucket names are always valid, however long the stack and logical id are', () => {
  const id = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,90}$/);
  fc.assert(
    fc.property(id, id, (stack, logicalId) => {
      const name = generatedName('AWS::S3::Bucket', stack, logicalId);
      expect(name).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
      expect(generatedName('AWS::Serverless::Function', stack, logicalId).length).toBeLessThanOrEqual(64);
    }),
  );
});

test('a generated name tells its logical id, a given name does not', () => {
  const type = 'AWS::Serverless::StateMachine';
  const id = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,20}$/);
  const stack = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/);
  fc.assert(
    fc.property(stack, id, (stackName, logicalId) => {
      expect(logicalIdOf(type, stackName, generatedName(type, stackName, logicalId))).toBe(logicalId);
      expect(logicalIdOf(type, stackName, `${stackName}-${logicalId}`)).toBeUndefined();
      expect(logicalIdOf(type, stackName, logicalId)).toBeUndefined();
    }),
  );
});
