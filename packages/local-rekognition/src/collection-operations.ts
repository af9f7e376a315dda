// CreateCollection, DeleteCollection, DescribeCollection, ListCollections.

import type { JsonOperation } from 'laptop-cloud/service';
import { authorize, parseInput } from 'laptop-cloud/service';
import * as z from 'zod';
import { CollectionId, INVALID, PageSize, page } from './members.ts';
import { FACE_MODEL_VERSION } from './versions.ts';
import type { Workshop } from './workshop.ts';

const CreateInput = z.strictObject({
  CollectionId,
  // Tags change nothing on a laptop.
  Tags: z.record(z.string(), z.string()).optional(),
});
const OneCollection = z.strictObject({ CollectionId });
const ListInput = z.strictObject({ MaxResults: PageSize.optional(), NextToken: z.string().optional() });

export function collectionOperations(workshop: Workshop): Record<string, JsonOperation> {
  const { collections, collectionArn } = workshop;
  return {
    CreateCollection: async (input, { principal }) => {
      const { CollectionId: id } = parseInput(CreateInput, input, INVALID);
      authorize(principal, 'rekognition:CreateCollection', collectionArn(id));
      await collections.create(id);
      return { StatusCode: 200, CollectionArn: collectionArn(id), FaceModelVersion: FACE_MODEL_VERSION };
    },
    DeleteCollection: async (input, { principal }) => {
      const { CollectionId: id } = parseInput(OneCollection, input, INVALID);
      authorize(principal, 'rekognition:DeleteCollection', collectionArn(id));
      await collections.delete(collections.get(id).id);
      return { StatusCode: 200 };
    },
    DescribeCollection: async (input, { principal }) => {
      const { CollectionId: id } = parseInput(OneCollection, input, INVALID);
      authorize(principal, 'rekognition:DescribeCollection', collectionArn(id));
      const { faces, createdAt } = collections.get(id);
      return {
        FaceCount: faces.size,
        FaceModelVersion: FACE_MODEL_VERSION,
        CollectionARN: collectionArn(id),
        CreationTimestamp: new Date(createdAt),
        UserCount: 0,
      };
    },
    ListCollections: async (input, { principal }) => {
      const { MaxResults, NextToken } = parseInput(ListInput, input, INVALID);
      authorize(principal, 'rekognition:ListCollections', '*');
      const { items, next } = page(collections.all(), MaxResults || DEFAULT_PAGE, NextToken);
      return {
        CollectionIds: items.map(({ id }) => id),
        FaceModelVersions: items.map(() => FACE_MODEL_VERSION),
        ...(next && { NextToken: next }),
      };
    },
  };
}

const DEFAULT_PAGE = 1000;
