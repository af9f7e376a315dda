// Collections of template.yaml.

import type { ResourceTypes } from 'laptop-cloud/service';
import { parseInput } from 'laptop-cloud/service';
import type { Collections } from './collections.ts';
import { CollectionId, INVALID } from './members.ts';

export function resourceTypes(
  collections: Collections,
  collectionArn: (id: string) => string,
): ResourceTypes {
  return {
    'AWS::Rekognition::Collection': {
      nameProperty: 'CollectionId',
      properties: ['CollectionId'],
      ignored: { Tags: 'tags change nothing' },
      ref: (name) => name,
      attributes: (name) => ({ Arn: collectionArn(name) }),
      async provision({ physicalName }) {
        const id = parseInput(CollectionId, physicalName, INVALID);
        if (!collections.has(id)) collections.create(id);
      },
    },
  };
}
