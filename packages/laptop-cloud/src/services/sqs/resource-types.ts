// Queues of template.yaml.
import type { Resource, ResourceTypes } from '../../stack/resource.ts';
import {
  changeAttributes,
  checkFifoOnly,
  defaultAttributes,
  isFifo,
  SETTABLE_ATTRIBUTES,
} from './queue-attributes.ts';
import type { Queues } from './queues.ts';

const ENCRYPTION = 'messages stay on this machine, in the folder of the laptop cloud';

/** What CloudFormation knows of SQS. `endpoint` is the origin of queue URLs. */
export function resourceTypes(queues: Queues, endpoint: () => string): ResourceTypes {
  return {
    'AWS::SQS::Queue': {
      nameProperty: 'QueueName',
      properties: ['QueueName', ...QUEUE_PROPERTIES],
      ignored: {
        KmsMasterKeyId: ENCRYPTION,
        KmsDataKeyReusePeriodSeconds: ENCRYPTION,
        SqsManagedSseEnabled: ENCRYPTION,
        FifoThroughputLimit: 'a laptop has no throughput quota',
        Tags: 'tags change nothing',
      },
      ref: (name, { accountId }) => `${endpoint()}/${accountId}/${name}`,
      attributes: (name, { accountId }) => ({
        Arn: queues.arnOf(name),
        QueueName: name,
        QueueUrl: `${endpoint()}/${accountId}/${name}`,
      }),
      check({ properties }) {
        const attributes = attributesOf(properties);
        checkFifoOnly(changeAttributes(defaultAttributes(isFifo(attributes)), attributes));
      },
      async provision({ physicalName, properties }) {
        const attributes = attributesOf(properties);
        const existing = queues.all().find(({ name }) => name === physicalName);
        if (existing)
          queues.change(existing, {
            ...UNSET_ATTRIBUTES,
            ...defaultAttributes(isFifo(attributes)),
            ...attributes,
          });
        else queues.create(physicalName, attributes);
      },
    },
    'AWS::SQS::QueuePolicy': {
      properties: ['Queues', 'PolicyDocument'],
      ignored: {},
      ref: (name) => name,
      attributes: (name) => ({ Id: name }),
      check: ({ properties }) => void changeAttributes({}, { Policy: policyText(properties) }),
      async provision(resource) {
        const policy = policyText(resource.properties);
        for (const url of queueUrls(resource)) queues.change(queues.byUrl(url), { Policy: policy });
      },
    },
  };
}

function attributesOf(properties: Record<string, unknown>): Record<string, string> {
  const given = QUEUE_PROPERTIES.filter((name) => properties[name] !== undefined);
  const attributes = Object.fromEntries(given.map((name) => [name, attributeText(properties[name])]));
  if (attributes['FifoQueue'] === 'false') delete attributes['FifoQueue'];
  return attributes;
}

const policyText = ({ PolicyDocument }: Record<string, unknown>) => attributeText(PolicyDocument);

const STORED_ONLY = [
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'FifoThroughputLimit',
];
const QUEUE_PROPERTIES = SETTABLE_ATTRIBUTES.filter(
  (name) => name !== 'Policy' && !STORED_ONLY.includes(name),
);

// What a template no longer says falls back to the default when an existing queue is made to agree with it.
const UNSET_ATTRIBUTES = {
  RedrivePolicy: '',
  RedriveAllowPolicy: '',
  DeduplicationScope: '',
  ContentBasedDeduplication: '',
  // A policy of the template is put in place again right after.
  Policy: '',
};

// CloudFormation takes policies as objects where the API takes their JSON.
function attributeText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function queueUrls({ logicalId, properties }: Resource): string[] {
  const urls: unknown = properties['Queues'];
  if (Array.isArray(urls) && urls.every((url) => typeof url === 'string')) return urls;
  throw new Error(`${logicalId}: Queues must be a list of queue URLs`);
}
