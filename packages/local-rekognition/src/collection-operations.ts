// CreateCollection, DeleteCollection, DescribeCollection, ListCollections.

import { defineOperation, type Operation } from 'laptop-cloud/service';
import * as z from 'zod';
import { CollectionId, PageSize, page } from './members.ts';
import type { OperationContext } from './operation-context.ts';
import { FACE_MODEL_VERSION } from './versions.ts';

const CreateInput = z.strictObject({
  CollectionId,
  // Tags change nothing on a laptop.
  Tags: z.record(z.string(), z.string()).optional(),
});
const OneCollection = z.strictObject({ CollectionId });
const ListInput = z.strictObject({ MaxResults: PageSize.optional(), NextToken: z.string().optional() });

export function collectionOperations(context: OperationContext): Operation[] {
  const { collections, collectionArn } = context;
  return [
    defineOperation({
      name: 'CreateCollection',
      input: CreateInput,
      errors: ['ResourceAlreadyExistsException'],
      resource: ({ CollectionId: id }) => collectionArn(id),
      run({ input: { CollectionId: id } }) {
        collections.create(id);
        return { StatusCode: 200, CollectionArn: collectionArn(id), FaceModelVersion: FACE_MODEL_VERSION };
      },
    }),
    defineOperation({
      name: 'DeleteCollection',
      input: OneCollection,
      errors: ['ResourceNotFoundException'],
      resource: ({ CollectionId: id }) => collectionArn(id),
      run({ input: { CollectionId: id } }) {
        collections.delete(collections.get(id).id);
        return { StatusCode: 200 };
      },
    }),
    defineOperation({
      name: 'DescribeCollection',
      input: OneCollection,
      errors: ['ResourceNotFoundException'],
      resource: ({ CollectionId: id }) => collectionArn(id),
      run({ input: { CollectionId: id } }) {
        const { faces, createdAt } = collections.get(id);
        return {
          FaceCount: faces.size,
          FaceModelVersion: FACE_MODEL_VERSION,
          CollectionARN: collectionArn(id),
          CreationTimestamp: new Date(createdAt),
          UserCount: 0,
        };
      },
    }),
    defineOperation({
      name: 'ListCollections',
      input: ListInput,
      errors: ['InvalidPaginationTokenException'],
      resource: () => '*',
      run({ input: { MaxResults, NextToken } }) {
        const { items, next } = page(collections.all(), { MaxResults, NextToken });
        return {
          CollectionIds: items.map(({ id }) => id),
          FaceModelVersions: items.map(() => FACE_MODEL_VERSION),
          ...(next && { NextToken: next }),
        };
      },
    }),
  ];
}
