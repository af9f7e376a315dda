// SQS as SDKs spoke to it until November 2023: forms in, XML out.
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { createBus } from '../../../src/services/bus.ts';
import { createSqs, type Sqs } from '../../../src/services/sqs/sqs.ts';
import { ACCOUNT_ID, REGION, startGateway } from '../../support/gateway.ts';

const QUEUE = `/${ACCOUNT_ID}/old`;
let sqs: Sqs;
beforeEach(async () => {
  sqs = createSqs({ bus: createBus(), accountId: ACCOUNT_ID, region: REGION });
  await ask({ Action: 'CreateQueue', QueueName: 'old', 'Tag.1.Key': 'team', 'Tag.1.Value': 'photos' });
});
afterEach(() => sqs.close());

async function ask(members: Record<string, string>, path = '/') {
  const { status, body } = await sqs.service.handle({
    method: 'POST',
    path,
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: Buffer.from(new URLSearchParams({ Version: '2012-11-05', ...members }).toString()),
    principal: { arn: 'arn:aws:iam::000000000000:root', can: () => true },
    endpoint: 'http://127.0.0.1:4566',
    requestId: 'r',
  });
  return { status, xml: String(body) };
}

const textOf = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';

test('a queue is asked at its own address, without its URL', async () => {
  const sent = await ask({ Action: 'SendMessage', MessageBody: 'a', DelaySeconds: '0' }, QUEUE);
  const received = await ask({ Action: 'ReceiveMessage', 'AttributeName.1': 'All' }, QUEUE);

  expect(sent.status).toBe(200);
  expect(received.xml).toContain('<Body>a</Body>');
  expect(received.xml).toContain(
    '<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>',
  );
});

test('attributes of messages are numbered, names and values, both ways', async () => {
  const attribute = {
    'MessageAttribute.1.Name': 'rider',
    'MessageAttribute.1.Value.DataType': 'String',
    'MessageAttribute.1.Value.StringValue': 'ana',
  };
  await ask({ Action: 'SendMessage', MessageBody: 'a', ...attribute }, QUEUE);

  const { xml } = await ask({ Action: 'ReceiveMessage', 'MessageAttributeName.1': 'All' }, QUEUE);

  expect(xml).toMatch(/<MessageAttribute><Name>rider<\/Name><Value>.*<StringValue>ana<\/StringValue>/);
});

test('a batch tells of each entry', async () => {
  const entries = Object.fromEntries(
    ['a', 'b'].flatMap((id, index) => [
      [`SendMessageBatchRequestEntry.${index + 1}.Id`, id],
      [`SendMessageBatchRequestEntry.${index + 1}.MessageBody`, id],
    ]),
  );
  const late = { 'SendMessageBatchRequestEntry.2.DelaySeconds': '901' };

  const { xml } = await ask({ Action: 'SendMessageBatch', ...entries, ...late }, QUEUE);

  expect(xml).toMatch(/<SendMessageBatchResultEntry><Id>a<\/Id>/);
  expect(xml).toMatch(/<BatchResultErrorEntry><Id>b<\/Id>/);
});

test('attributes and tags of queues, and lists of them', async () => {
  await ask(
    { Action: 'SetQueueAttributes', 'Attribute.1.Name': 'VisibilityTimeout', 'Attribute.1.Value': '7' },
    QUEUE,
  );

  const attributes = await ask(
    { Action: 'GetQueueAttributes', 'AttributeName.1': 'VisibilityTimeout' },
    QUEUE,
  );
  const tags = await ask({ Action: 'ListQueueTags' }, QUEUE);
  const list = await ask({ Action: 'ListQueues' });

  expect(attributes.xml).toContain('<Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute>');
  expect(tags.xml).toContain('<Tag><Key>team</Key><Value>photos</Value></Tag>');
  expect(textOf(list.xml, 'QueueUrl')).toBe(`http://127.0.0.1:4566${QUEUE}`);
});

test('a queue that is not there is unknown to this wsdl version', async () => {
  const { xml } = await ask({ Action: 'GetQueueUrl', QueueName: 'none' });
  expect(textOf(xml, 'Message')).toBe('The specified queue does not exist for this wsdl version.');
});

test('a message is deleted, and the answer says no more than that', async () => {
  await ask({ Action: 'SendMessage', MessageBody: 'a' }, QUEUE);
  const { xml } = await ask({ Action: 'ReceiveMessage' }, QUEUE);

  const answer = await ask({ Action: 'DeleteMessage', ReceiptHandle: textOf(xml, 'ReceiptHandle') }, QUEUE);

  expect(answer.xml).toBe(
    '<DeleteMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DeleteMessageResponse>',
  );
});

test.each([
  [{ Action: 'GetQueueUrl', QueueName: 'none' }, 'AWS.SimpleQueueService.NonExistentQueue'],
  [{ Action: 'ReceiveMessage', QueueUrl: QUEUE, MaxNumberOfMessages: '11' }, 'InvalidParameterValue'],
  [{ Action: 'ReceiveMessage', QueueUrl: QUEUE, MaxNumberOfMessages: 'many' }, 'InvalidParameterValue'],
  [{ Action: 'SetQueueAttributes', QueueUrl: QUEUE, Attribute: 'x' }, 'MalformedInput'],
  [{ Action: 'SetQueueAttributes', QueueUrl: QUEUE, 'Attribute.1.Value': 'x' }, 'MalformedInput'],
  [{ Action: 'NoSuchThing' }, 'InvalidAction'],
  [{ Action: 'ListQueues', Version: '2008-01-01' }, 'NoSuchVersion'],
  [{ Action: 'SendMessage', QueueUrl: QUEUE, MessageBody: 'a', Colour: 'red' }, 'InvalidParameterValue'],
])('%j is refused in the words of the old protocol', async (members, code) => {
  const { status, xml } = await ask(members as Record<string, string>);

  expect(status).toBe(400);
  expect(textOf(xml, 'Code')).toBe(code);
});

async function byGet(members: Record<string, string>, path = QUEUE) {
  const { status, body } = await sqs.service.handle({
    method: 'GET',
    path,
    query: new URLSearchParams(members),
    headers: {},
    body: Buffer.from(''),
    principal: { arn: 'arn:aws:iam::000000000000:root', can: () => true },
    endpoint: 'http://127.0.0.1:4566',
    requestId: 'r',
  });
  return { status, xml: String(body) };
}

describe('by GET', () => {
  test('a message is sent and received, without a version', async () => {
    const sent = await byGet({ Action: 'SendMessage', MessageBody: 'a b&c', DelaySeconds: '0' });
    const received = await byGet({ Action: 'ReceiveMessage', 'AttributeName.1': 'All' });

    expect([sent.status, received.status]).toEqual([200, 200]);
    expect(received.xml).toContain('<Body>a b&amp;c</Body>');
  });

  test('a queue is made at the endpoint, and another one named than that of the address', async () => {
    await byGet({ Action: 'CreateQueue', QueueName: 'other' }, '/');
    const { xml } = await byGet({
      Action: 'GetQueueAttributes',
      QueueUrl: `http://127.0.0.1:4566/${ACCOUNT_ID}/other`,
      'AttributeName.1': 'QueueArn',
    });

    expect(xml).toContain(`<Value>arn:aws:sqs:${REGION}:${ACCOUNT_ID}:other</Value>`);
  });

  test.each([
    [{ Action: 'FooBar' }, 'InvalidAction', 'The action FooBar is not valid for this endpoint.'],
    [
      { Action: 'CreateQueue', QueueName: 'x' },
      'InvalidAction',
      'The action CreateQueue is not valid for this endpoint.',
    ],
    [{ Action: 'ListQueues' }, 'InvalidAction', 'The action ListQueues is not valid for this endpoint.'],
    [{ Action: 'SendMessage' }, 'MissingParameter', 'The request must contain the parameter MessageBody.'],
    [
      { Action: 'GetQueueAttributes', 'AttributeName.1': 'Foobar' },
      'InvalidAttributeName',
      'Unknown Attribute Foobar.',
    ],
  ])('%j is refused at the address of a queue', async (members, code, message) => {
    const { status, xml } = await byGet(members as Record<string, string>);

    expect([status, textOf(xml, 'Type'), textOf(xml, 'Code'), textOf(xml, 'Message')]).toEqual([
      400,
      'Sender',
      code,
      message,
    ]);
  });

  test('without an Action there is nothing', async () => {
    expect(await byGet({})).toEqual({ status: 404, xml: '<UnknownOperationException/>' });
  });

  test('it is signed in headers or in the query, and refused in XML where it is not', async () => {
    const gateway = await startGateway([sqs.service]);
    const { port, host } = new URL(gateway.endpoint);
    const request = {
      method: 'GET',
      protocol: 'http:',
      hostname: '127.0.0.1',
      port: Number(port),
      path: QUEUE,
      query: { Action: 'GetQueueAttributes', 'AttributeName.1': 'QueueArn' },
      headers: { host },
    };
    const signer = new SignatureV4({
      service: 'sqs',
      region: REGION,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      sha256: Sha256,
    });
    const answers = [];
    for (const signed of [await signer.sign(request), await signer.presign(request)]) {
      const query = new URLSearchParams(signed.query as Record<string, string>);
      const headers = Object.fromEntries(Object.entries(signed.headers).filter(([name]) => name !== 'host'));
      for (const more of ['', '&AttributeName.2=All']) {
        const answer = await fetch(`${gateway.endpoint}${QUEUE}?${query}${more}`, { headers });
        answers.push([answer.status, textOf(await answer.text(), more ? 'Code' : 'Name')]);
      }
    }
    await gateway.close();

    expect(answers).toEqual([
      [200, 'QueueArn'],
      [403, 'SignatureDoesNotMatch'],
      [200, 'QueueArn'],
      [403, 'SignatureDoesNotMatch'],
    ]);
  });
});

/** Node's hashes as the signer wants them. */
class Sha256 {
  #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }
  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(chunk as Buffer);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

test('a list without elements comes under the name of the whole', async () => {
  await ask({ Action: 'SendMessage', MessageBody: 'a' }, QUEUE);
  const received = await ask({ Action: 'ReceiveMessage', MessageAttributeNames: '' }, QUEUE);
  const empty = await ask({ Action: 'SendMessageBatch', Entries: '' }, QUEUE);

  expect(received.xml).toContain('<Body>a</Body>');
  expect(textOf(empty.xml, 'Code')).toBe('AWS.SimpleQueueService.EmptyBatchRequest');
});
