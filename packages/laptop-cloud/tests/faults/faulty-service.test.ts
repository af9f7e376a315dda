import { ListCollectionsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { createFaults } from '../../src/faults/faults.ts';
import { withServiceFaults } from '../../src/faults/faulty-service.ts';
import { parseFaultFlag } from '../../src/faults/flag.ts';
import { jsonService } from '../../src/services/protocols/json.ts';
import { startGateway } from '../support/gateway.ts';
import { freeOperation } from '../support/operations.ts';

/** Calls ListCollections `times` times under the rules; gives each answer's collections or error name. */
async function callUnder(flags: string[], times = 1, abortAfterFirstDrop = false) {
  let served = 0;
  const service = jsonService({
    scope: 'rekognition',
    version: '1.1',
    targetPrefix: 'RekognitionService',
    operations: [freeOperation('ListCollections', () => ({ CollectionIds: [`answer-${++served}`] }))],
  });
  const slept: number[] = [];
  const faults = createFaults(flags.map(parseFaultFlag));
  const gateway = await startGateway([
    withServiceFaults(service, faults, async (ms) => {
      slept.push(ms);
    }),
  ]);
  const client = new RekognitionClient(gateway.clientConfig);
  const answers: (string | undefined)[] = [];
  for (let call = 0; call < times; call++) {
    const abort = new AbortController();
    if (abortAfterFirstDrop) setImmediate(() => abort.abort());
    await client.send(new ListCollectionsCommand({}), { abortSignal: abort.signal }).then(
      ({ CollectionIds }) => answers.push(CollectionIds?.[0]),
      (error: Error) => answers.push(error.name),
    );
  }
  client.destroy();
  await gateway.close();
  return { answers, served, slept };
}

describe('a service under fault rules', () => {
  it('throttles the first two calls and answers the third', async () => {
    const { answers } = await callUnder(
      ['service=rekognition,nth=1-2,do=error,error=ThrottlingException'],
      3,
    );
    expect(answers).toEqual(['ThrottlingException', 'ThrottlingException', 'answer-1']);
  });

  it.each([
    ['do=error', 'InternalServerError'],
    ['do=timeout', 'RequestTimeout'],
    ['do=crash', 'ServiceUnavailable'],
  ])('answers %s with %s without serving the call', async (action, name) => {
    const { answers, served } = await callUnder([`service=rekognition:ListCollections,${action}`]);
    expect(answers).toEqual([name]);
    expect(served).toBe(0);
  });

  it('serves a duplicated call twice and answers the second time', async () => {
    expect(await callUnder(['service=rekognition,do=duplicate'])).toMatchObject({
      answers: ['answer-2'],
      served: 2,
    });
  });

  it('serves a delayed call after the delay', async () => {
    expect(await callUnder(['service=*,do=delay,ms=250'])).toMatchObject({
      answers: ['answer-1'],
      slept: [250],
    });
  });

  it('never answers a dropped call', async () => {
    expect(await callUnder(['service=rekognition,do=drop'], 1, true)).toMatchObject({
      answers: ['AbortError'],
      served: 0,
    });
  });

  it('leaves other operations alone', async () => {
    expect(await callUnder(['service=rekognition:DetectFaces,do=crash'])).toMatchObject({
      answers: ['answer-1'],
    });
  });
});
