// Topics and subscriptions of template.yaml.
import * as z from 'zod';
import type { Resource, ResourceTypes } from '../../stack/resource.ts';
import { readProperties } from '../template-values.ts';
import type { Topic, Topics } from './topics.ts';

const Endpoints = z.array(z.strictObject({ Protocol: z.string(), Endpoint: z.string() }));
const SubscriptionProperties = z.object({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
});
const TopicPolicyProperties = z.object({
  Topics: z.array(z.string()),
  PolicyDocument: z.record(z.string(), z.unknown()),
});

const ATTRIBUTE_PROPERTIES = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'];
const FIFO_PROPERTIES = ['FifoTopic', 'ContentBasedDeduplication', 'FifoThroughputScope'];
const UNSET_ATTRIBUTES = Object.fromEntries(ATTRIBUTE_PROPERTIES.map((name) => [name, '']));

/** What CloudFormation knows of SNS. */
export function resourceTypes(topics: Topics): ResourceTypes {
  return {
    'AWS::SNS::Topic': {
      nameProperty: 'TopicName',
      properties: ['TopicName', 'DisplayName', 'Subscription', ...FIFO_PROPERTIES],
      ignored: {
        KmsMasterKeyId: 'messages stay on this machine, in the folder of the laptop cloud',
        TracingConfig: 'the trace header travels with every message anyway',
        SignatureVersion: 'only AWS can sign notifications',
        DeliveryStatusLogging: 'the message log shows what became of each delivery',
        Tags: 'tags change nothing',
      },
      ref: (name) => topics.arnOf(name),
      attributes: (name) => ({ TopicArn: topics.arnOf(name), TopicName: name }),
      check: ({ properties }) => void endpointsOf(properties),
      async provision({ physicalName, properties }) {
        const topic = topics.create(physicalName, {
          DisplayName: String(properties['DisplayName'] ?? ''),
          // A policy of the template is put in place again right after.
          Policy: '',
          ...Object.fromEntries(
            FIFO_PROPERTIES.filter((name) => properties[name] !== undefined).map((name) => [
              name,
              String(properties[name]),
            ]),
          ),
        });
        for (const { Protocol, Endpoint } of endpointsOf(properties))
          topics.subscribe(topic, Protocol, Endpoint, {}, { isOfStack: true });
      },
    },
    'AWS::SNS::Subscription': {
      properties: ['TopicArn', 'Protocol', 'Endpoint', ...ATTRIBUTE_PROPERTIES],
      ignored: { DeliveryPolicy: 'it speaks of HTTP endpoints only, which the message log stands for' },
      // CloudFormation gives the subscription's ARN, which has a random part and cannot be known beforehand.
      ref: (name) => name,
      attributes: (name) => ({ Arn: name }),
      check: ({ properties }) => void readProperties(SubscriptionProperties, properties),
      async provision(resource) {
        const { TopicArn, Protocol, Endpoint } = readProperties(SubscriptionProperties, resource.properties);
        const attributes = attributesOf(resource);
        const topic = topics.topic(TopicArn);
        const existing = find(topic, Protocol, Endpoint);
        if (existing) topics.changeSubscription(existing, { ...UNSET_ATTRIBUTES, ...attributes });
        else topics.subscribe(topic, Protocol, Endpoint, attributes, { isOfStack: true });
      },
    },
    'AWS::SNS::TopicPolicy': {
      properties: ['Topics', 'PolicyDocument'],
      ignored: {},
      ref: (name) => name,
      attributes: (name) => ({ Id: name }),
      check: ({ properties }) => void readProperties(TopicPolicyProperties, properties),
      async provision({ properties }) {
        const { Topics: arns, PolicyDocument } = readProperties(TopicPolicyProperties, properties);
        for (const arn of arns) topics.change(topics.topic(arn), { Policy: JSON.stringify(PolicyDocument) });
      },
    },
  };
}

const endpointsOf = ({ Subscription = [] }: Record<string, unknown>) =>
  readProperties(Endpoints, Subscription);

function find(topic: Topic, protocol: string, endpoint: string) {
  return [...topic.subscriptions.values()].find(
    (one) => one.protocol === protocol && one.endpoint === endpoint,
  );
}

// CloudFormation takes policies as objects where the API takes their JSON.
function attributesOf({ properties }: Resource): Record<string, string> {
  const given = ATTRIBUTE_PROPERTIES.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(
    given.map((name) => {
      const value = properties[name];
      return [name, typeof value === 'object' ? JSON.stringify(value) : String(value)];
    }),
  );
}
