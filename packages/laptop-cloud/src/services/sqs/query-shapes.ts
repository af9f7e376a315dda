// The query protocol of SQS, which SDKs spoke until November 2023: lists are numbered under the name of one of their elements,
// maps are lists of names with values, and numbers are texts.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
import type { QueryShapes } from '../protocols/query.ts';
import { ServiceError, type ServiceRequest } from '../service.ts';

type Members = Record<string, unknown>;

/** How the numbered elements of a form make one member: a list, a list of structures, or a map by the names of its two parts. */
type Numbered =
  | { member: string; of: 'texts' }
  | { member: string; of: 'structures' }
  | { member: string; of: 'map'; name: string; value: string };

const map = (member: string, name = 'Name', value = 'Value'): Numbered => ({
  member,
  of: 'map',
  name,
  value,
});
const texts = (member: string): Numbered => ({ member, of: 'texts' });
const ENTRIES: Numbered = { member: 'Entries', of: 'structures' };

const NUMBERED: Readonly<Record<string, Numbered>> = {
  Attribute: map('Attributes'),
  MessageAttribute: map('MessageAttributes'),
  MessageSystemAttribute: map('MessageSystemAttributes'),
  Tag: map('Tags', 'Key'),
  TagKey: texts('TagKeys'),
  AttributeName: texts('AttributeNames'),
  MessageAttributeName: texts('MessageAttributeNames'),
  MessageSystemAttributeName: texts('MessageSystemAttributeNames'),
  AWSAccountId: texts('AWSAccountIds'),
  ActionName: texts('Actions'),
  SendMessageBatchRequestEntry: ENTRIES,
  DeleteMessageBatchRequestEntry: ENTRIES,
  ChangeMessageVisibilityBatchRequestEntry: ENTRIES,
};

const NUMBERS = [
  'DelaySeconds',
  'VisibilityTimeout',
  'WaitTimeSeconds',
  'MaxNumberOfMessages',
  'MaxResults',
  'MaxNumberOfMessagesPerSecond',
];

/** What has nothing to be numbered comes as `Entries=`, under the name of the whole. */
const LISTS = Object.values(NUMBERED)
  .filter(({ of }) => of !== 'map')
  .map(({ member }) => member);

export const QUERY_SHAPES: QueryShapes = {
  read(members, operation, request) {
    const url = queueUrlIn(request);
    if (url !== undefined && OF_NO_QUEUE.includes(operation))
      throw new ServiceError('InvalidAction', unknownAction(operation));
    const read = readMembers(members);
    if (operation === 'CreateQueue' && 'Tags' in read) {
      read['tags'] = read['Tags'];
      delete read['Tags'];
    }
    return url === undefined || 'QueueUrl' in read || NO_QUEUE.includes(operation)
      ? read
      : { QueueUrl: url, ...read };
  },
  write: (output, operation) => (output === undefined ? undefined : written(output as Members, operation)),
};

/** Those that the address of a queue does not have. */
const OF_NO_QUEUE = ['CreateQueue', 'ListQueues'];

export const unknownAction = (action: string) => `The action ${action} is not valid for this endpoint.`;

/** Those that no URL of a queue says anything to. */
const NO_QUEUE = [
  'CreateQueue',
  'GetQueueUrl',
  'ListQueues',
  'StartMessageMoveTask',
  'CancelMessageMoveTask',
  'ListMessageMoveTasks',
];

/** Old clients ask at the queue's own address, and do not repeat it. */
function queueUrlIn({ path, endpoint }: ServiceRequest): string | undefined {
  return /^\/\d{12}\/[^/]+$/.test(path) ? `${endpoint}${path}` : undefined;
}

function readMembers(members: Members): Members {
  const read: Members = {};
  for (const [name, value] of Object.entries(members)) {
    const numbered = Object.hasOwn(NUMBERED, name) ? NUMBERED[name] : undefined;
    if (numbered) read[numbered.member] = listed(name, value, numbered);
    else if (value === '' && LISTS.includes(name)) read[name] = [];
    else read[name] = NUMBERS.includes(name) && /^-?\d+$/.test(String(value)) ? Number(value) : value;
  }
  return read;
}

function listed(name: string, value: unknown, numbered: Numbered): unknown {
  const elements = inOrder(name, value);
  if (numbered.of === 'texts') return elements;
  if (numbered.of === 'structures') return elements.map((one) => readMembers(Object(one) as Members));
  const { name: keyName, value: contentName } = numbered;
  return Object.fromEntries(
    elements.map((one) => {
      const { [keyName]: key, [contentName]: content = '' } = Object(one) as Members;
      if (typeof key === 'string' && key !== '__proto__') return [key, content];
      throw malformed(`${name} needs a ${keyName} and a ${contentName}`);
    }),
  );
}

function inOrder(name: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) throw malformed(`${name} is a list: ${name}.1`);
  return Object.entries(value)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, one]) => one);
}

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedInput', message);
}

function written(output: Members, operation: string): Members {
  return Object.fromEntries(
    Object.entries(output).map(([name, value]) => {
      const write = WRITTEN[name];
      return write ? write(value, operation) : [name, value instanceof Date ? value.getTime() : value];
    }),
  );
}

type Written = (value: unknown, operation: string) => [element: string, content: unknown];

const pairs = (element: string, key = 'Name'): Written => {
  return (value) => [
    element,
    Object.entries(value as Members).map(([name, content]) => ({ [key]: name, Value: content })),
  ];
};
const repeated = (elementOf: (operation: string) => string): Written => {
  return (value, operation) => [
    elementOf(operation),
    (value as Members[]).map((one) => (typeof one === 'object' ? written(one, operation) : one)),
  ];
};

const WRITTEN: Readonly<Record<string, Written>> = {
  Attributes: pairs('Attribute'),
  MessageAttributes: pairs('MessageAttribute'),
  Tags: pairs('Tag', 'Key'),
  QueueUrls: repeated(() => 'QueueUrl'),
  queueUrls: repeated(() => 'QueueUrl'),
  Messages: repeated(() => 'Message'),
  Successful: repeated((operation) => `${operation}ResultEntry`),
  Failed: repeated(() => 'BatchResultErrorEntry'),
  Results: repeated((operation) => `${operation}ResultEntry`),
};
