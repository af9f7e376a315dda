// The actions of AWS services that a route of an HTTP API may be integrated with, without a function between.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html

export type Parameters = Readonly<Record<string, string>>;

/** What is sent to the service. */
export interface ActionRequest {
  headers: Record<string, string>;
  body: string;
}

export interface ServiceAction {
  /** Of the service, as signatures name it. */
  scope: string;
  required: readonly string[];
  optional: readonly string[];
  /** Throws an Error for a parameter that is not well-formed. */
  request(parameters: Parameters): ActionRequest;
}

const STEP_FUNCTIONS = { scope: 'states' };

const SUBTYPES: Readonly<Record<string, ServiceAction>> = {
  'EventBridge-PutEvents': {
    scope: 'events',
    required: ['Detail', 'DetailType', 'Source'],
    optional: ['EventBusName', 'Resources', 'Time', 'TraceHeader'],
    request: ({ Resources, Time, ...entry }) =>
      json('AWSEvents.PutEvents', '1.1', {
        Entries: [
          {
            ...entry,
            ...(Resources === undefined ? {} : { Resources: listIn('Resources', Resources) }),
            ...(Time === undefined ? {} : { Time: secondsIn(Time) }),
          },
        ],
      }),
  },
  'SQS-SendMessage': {
    scope: 'sqs',
    required: ['QueueUrl', 'MessageBody'],
    optional: [
      'DelaySeconds',
      'MessageAttributes',
      'MessageDeduplicationId',
      'MessageGroupId',
      'MessageSystemAttributes',
    ],
    request: ({ MessageAttributes, MessageSystemAttributes, ...plain }) =>
      form('SendMessage', {
        ...plain,
        ...attributes('MessageAttribute', MessageAttributes),
        ...attributes('MessageSystemAttribute', MessageSystemAttributes),
      }),
  },
  'SQS-ReceiveMessage': {
    scope: 'sqs',
    required: ['QueueUrl'],
    optional: [
      'AttributeNames',
      'MaxNumberOfMessages',
      'MessageAttributeNames',
      'VisibilityTimeout',
      'WaitTimeSeconds',
    ],
    request: ({ AttributeNames, MessageAttributeNames, ...plain }) =>
      form('ReceiveMessage', {
        ...plain,
        ...numbered('AttributeName', 'AttributeNames', AttributeNames),
        ...numbered('MessageAttributeName', 'MessageAttributeNames', MessageAttributeNames),
      }),
  },
  'SQS-DeleteMessage': {
    scope: 'sqs',
    required: ['QueueUrl', 'ReceiptHandle'],
    optional: [],
    request: (parameters) => form('DeleteMessage', parameters),
  },
  'SQS-PurgeQueue': {
    scope: 'sqs',
    required: ['QueueUrl'],
    optional: [],
    request: (parameters) => form('PurgeQueue', parameters),
  },
  'StepFunctions-StartExecution': {
    ...STEP_FUNCTIONS,
    required: ['StateMachineArn'],
    optional: ['Name', 'Input'],
    request: (parameters) => asJson('AWSStepFunctions.StartExecution', parameters),
  },
  'StepFunctions-StartSyncExecution': {
    ...STEP_FUNCTIONS,
    required: ['StateMachineArn'],
    optional: ['Name', 'Input', 'TraceHeader'],
    request: (parameters) => asJson('AWSStepFunctions.StartSyncExecution', parameters),
  },
  'StepFunctions-StopExecution': {
    ...STEP_FUNCTIONS,
    required: ['ExecutionArn'],
    optional: ['Cause', 'Error'],
    request: (parameters) => asJson('AWSStepFunctions.StopExecution', parameters),
  },
};

/** Of the services that are not here. */
const ELSEWHERE = ['AppConfig-GetConfiguration', 'Kinesis-PutRecord'];

/** Throws an Error naming what is known. */
export function serviceAction(subtype: string): ServiceAction {
  const action = Object.hasOwn(SUBTYPES, subtype) ? SUBTYPES[subtype] : undefined;
  if (action) return action;
  const why = ELSEWHERE.includes(subtype) ? ': the service is not on the laptop' : '';
  throw new Error(
    `IntegrationSubtype ${subtype} is not supported${why}; supported are ${Object.keys(SUBTYPES).join(', ')}`,
  );
}

function json(target: string, version: '1.0' | '1.1', body: unknown): ActionRequest {
  return {
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
    body: JSON.stringify(body),
  };
}

/** Members of Step Functions begin with a small letter. */
function asJson(target: string, parameters: Parameters): ActionRequest {
  const members = Object.entries(parameters).map(([name, value]) => [
    `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    value,
  ]);
  return json(target, '1.0', Object.fromEntries(members));
}

/** SQS was asked by forms when API Gateway learned to ask it, and answers those in XML. */
function form(Action: string, parameters: Parameters): ActionRequest {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Action, Version: '2012-11-05', ...parameters }).toString(),
  };
}

function attributes(name: string, given: string | undefined): Parameters {
  if (given === undefined) return {};
  const all = parsedIn(`${name}s`, given);
  if (typeof all !== 'object' || all === null || Array.isArray(all))
    throw new Error(`${name}s must be a map`);
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value], at) => [
      [`${name}.${at + 1}.Name`, key],
      ...Object.entries(Object(value) as object).map(([member, one]) => [
        `${name}.${at + 1}.Value.${member}`,
        String(one),
      ]),
    ]),
  );
}

function numbered(name: string, member: string, given: string | undefined): Parameters {
  if (given === undefined) return {};
  return Object.fromEntries(listIn(member, given).map((one, at) => [`${name}.${at + 1}`, one]));
}

/** A JSON list, or names with commas between. */
function listIn(name: string, given: string): string[] {
  if (!given.trimStart().startsWith('[')) return given.split(',').map((one) => one.trim());
  const list = parsedIn(name, given);
  if (Array.isArray(list) && list.every((one) => typeof one === 'string')) return list;
  throw new Error(`${name} must be a list of texts`);
}

function secondsIn(given: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(given) ? Number(given) : Date.parse(given) / 1000;
  if (Number.isNaN(seconds)) throw new Error(`Time ${given} is none`);
  return seconds;
}

function parsedIn(name: string, given: string): unknown {
  try {
    return JSON.parse(given) as unknown;
  } catch (cause) {
    throw new Error(`${name} is no JSON`, { cause });
  }
}
