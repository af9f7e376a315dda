// The operations on queues: make, find, describe, change, empty.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { policyStatements } from '../policy-statements.ts';
import { ServiceError, type ServiceRequest } from '../service.ts';
import { checkGrantable } from './grantable-actions.ts';
import { SETTABLE_ATTRIBUTES } from './queue-attributes.ts';
import { checkTagKeys, checkTags } from './queue-tags.ts';
import type { QueueEntry, Queues } from './queues.ts';

const QueueUrl = z.string();
const Texts = z.record(z.string(), z.string());
const OnlyQueue = z.strictObject({ QueueUrl });

const CreateQueue = z.strictObject({
  QueueName: z.string(),
  Attributes: Texts.optional(),
  tags: Texts.optional(),
});
const GetQueueUrl = z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() });
const Paging = { MaxResults: z.int().min(1).max(1000).optional(), NextToken: z.string().optional() };
const ListQueues = z.strictObject({ QueueNamePrefix: z.string().optional(), ...Paging });
const ListSources = z.strictObject({ QueueUrl, ...Paging });
const AddPermission = z.strictObject({
  QueueUrl,
  Label: z.string().regex(/^[\w-]{1,80}$/),
  AWSAccountIds: z.array(z.string().regex(/^\d{12}$/)).min(1),
  Actions: z.array(z.string().min(1)).min(1),
});
const RemovePermission = z.strictObject({ QueueUrl, Label: z.string() });
const GetQueueAttributes = z.strictObject({ QueueUrl, AttributeNames: z.array(z.string()).optional() });
const SetQueueAttributes = z.strictObject({ QueueUrl, Attributes: Texts });
const TagQueue = z.strictObject({ QueueUrl, Tags: Texts });
const UntagQueue = z.strictObject({ QueueUrl, TagKeys: z.array(z.string()) });
const STATEMENTS = policyStatements({
  id: (arn) => `${arn}/SQSDefaultPolicy`,
  refusal: (label, reason) =>
    new ServiceError(
      'InvalidParameterValue',
      `Value ${label} for parameter Label is invalid. Reason: ${reason}`,
    ),
});

export interface QueueOperationsOptions {
  queues: Queues;
  accountId: string;
}

/** The operations on queues, each authorized on the queue's ARN. */
export function queueOperations({ queues, accountId }: QueueOperationsOptions): Operation[] {
  const urlOf = ({ endpoint }: ServiceRequest, name: string) => `${endpoint}/${accountId}/${name}`;
  const byUrl = (input: { QueueUrl: string }) => queues.byUrl(input.QueueUrl);

  return [
    defineOperation({
      name: 'CreateQueue',
      input: CreateQueue,
      errors: ['InvalidAttributeName', 'InvalidAttributeValue', 'QueueNameExists', 'QueueDeletedRecently'],
      resource: ({ QueueName }) => queues.arnOf(QueueName),
      run({ input: { QueueName, Attributes = {}, tags = {} }, request }) {
        if (Object.keys(tags).length > 0) checkTags({ name: QueueName, tags: new Map() }, tags);
        queues.refuseDeletedLately(QueueName);
        const entry = queues.create(QueueName, Attributes, tags);
        return { QueueUrl: urlOf(request, entry.name) };
      },
    }),
    defineOperation({
      name: 'DeleteQueue',
      input: OnlyQueue,
      errors: [],
      resource: byUrl,
      run: ({ resource }) => queues.remove(resource),
    }),
    defineOperation({
      name: 'GetQueueUrl',
      input: GetQueueUrl,
      errors: [],
      resource: ({ QueueName, QueueOwnerAWSAccountId = accountId }) =>
        QueueOwnerAWSAccountId === accountId
          ? queues.named(QueueName)
          : queues.byUrl(`/${QueueOwnerAWSAccountId}/${QueueName}`),
      run: ({ resource, request }) => ({ QueueUrl: urlOf(request, resource.name) }),
    }),
    defineOperation({
      name: 'ListQueues',
      input: ListQueues,
      errors: [],
      resource: () => queues.arnOf('*'),
      run({ input: { QueueNamePrefix = '', ...paging }, request }) {
        const named = queues.all().filter(({ name }) => name.startsWith(QueueNamePrefix));
        const { urls, ...more } = pageOfUrls(named, paging, (name) => urlOf(request, name));
        return urls.length > 0 ? { QueueUrls: urls, ...more } : {};
      },
    }),
    defineOperation({
      name: 'GetQueueAttributes',
      input: GetQueueAttributes,
      errors: ['InvalidAttributeName'],
      resource: byUrl,
      run({ input: { AttributeNames = [] }, resource }) {
        const all = describe(resource);
        const unknown = AttributeNames.find(
          (name) => name !== 'All' && !(name in all) && !SETTABLE_ATTRIBUTES.includes(name),
        );
        if (unknown !== undefined)
          throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
        const wanted = Object.entries(all).filter(
          ([name]) => AttributeNames.includes('All') || AttributeNames.includes(name),
        );
        return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
      },
    }),
    defineOperation({
      name: 'SetQueueAttributes',
      input: SetQueueAttributes,
      errors: ['InvalidAttributeName', 'InvalidAttributeValue'],
      resource: byUrl,
      run: ({ input, resource }) => queues.change(resource, input.Attributes),
    }),
    defineOperation({
      name: 'PurgeQueue',
      input: OnlyQueue,
      errors: ['PurgeQueueInProgress'],
      resource: byUrl,
      run: ({ resource }) => resource.queue.purge(),
    }),
    defineOperation({
      name: 'ListDeadLetterSourceQueues',
      input: ListSources,
      errors: [],
      resource: byUrl,
      run({ input: { QueueUrl: _queue, ...paging }, resource, request }) {
        const sources = queues.all().filter(({ settings }) => settings.deadLetterArn === resource.arn);
        const { urls, ...more } = pageOfUrls(sources, paging, (name) => urlOf(request, name));
        return { queueUrls: urls, ...more };
      },
    }),
    defineOperation({
      name: 'AddPermission',
      input: AddPermission,
      errors: ['OverLimit'],
      resource: byUrl,
      run({ input, resource }) {
        checkGrantable(input.Actions);
        const Policy = STATEMENTS.add(resource, {
          label: input.Label,
          accounts: input.AWSAccountIds,
          actions: input.Actions.map((action) => `SQS:${action}`),
        });
        queues.change(resource, { Policy });
      },
    }),
    defineOperation({
      name: 'RemovePermission',
      input: RemovePermission,
      errors: [],
      resource: byUrl,
      run: ({ input, resource }) =>
        queues.change(resource, { Policy: STATEMENTS.remove(resource, input.Label) }),
    }),
    defineOperation({
      name: 'TagQueue',
      input: TagQueue,
      errors: ['MissingParameter'],
      resource: byUrl,
      run({ input, resource }) {
        checkTags(resource, input.Tags);
        queues.tag(resource, input.Tags);
      },
    }),
    defineOperation({
      name: 'UntagQueue',
      input: UntagQueue,
      errors: [],
      resource: byUrl,
      run({ input, resource }) {
        checkTagKeys(input.TagKeys);
        queues.tag(resource, Object.fromEntries(input.TagKeys.map((key) => [key, undefined])));
      },
    }),
    defineOperation({
      name: 'ListQueueTags',
      input: OnlyQueue,
      errors: [],
      resource: byUrl,
      run: ({ resource: { tags } }) => (tags.size > 0 ? { Tags: Object.fromEntries(tags) } : {}),
    }),
  ];
}

// Source: SQS API Reference, ListQueues: up to 1,000, and a token only for those who asked for so many at once.
function pageOfUrls(
  entries: readonly QueueEntry[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
  urlOf: (name: string) => string,
): { urls: string[]; NextToken?: string } {
  const { items, next } = pageOf(entries, {
    size: MaxResults ?? 1000,
    token: NextToken,
    refusal: () => new ServiceError('InvalidParameterValue', 'Invalid or expired NextToken.'),
    nameOf: ({ name }) => name,
  });
  return {
    urls: items.map(({ name }) => urlOf(name)),
    ...(next === undefined || MaxResults === undefined ? {} : { NextToken: next }),
  };
}

function describe(entry: QueueEntry): Record<string, string> {
  const { visible, notVisible, delayed } = entry.queue.counts();
  return {
    ...entry.attributes,
    QueueArn: entry.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(notVisible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(entry.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(entry.modifiedAt / 1000)),
  };
}
