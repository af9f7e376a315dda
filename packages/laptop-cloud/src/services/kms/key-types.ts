// Keys of template.yaml.
import { keyArn } from '../../arns.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { Keys } from './keys.ts';

const ENCRYPTION =
  'objects on this disk are not encrypted by the laptop; permissions to encrypt are not checked';

/** What CloudFormation knows of KMS. */
export function keyTypes(keys: Pick<Keys, 'make' | 'name'>): ResourceTypes {
  return {
    'AWS::KMS::Key': {
      ref: (id) => id,
      attributes: (id, context) => ({ Arn: keyArn(context, id), KeyId: id }),
      properties: ['KeySpec', 'KeyUsage'],
      ignored: {
        Description: 'text for people',
        KeyPolicy: ENCRYPTION,
        EnableKeyRotation: ENCRYPTION,
        RotationPeriodInDays: ENCRYPTION,
        PendingWindowInDays: 'what is made here goes with its folder',
        Enabled: ENCRYPTION,
        MultiRegion: 'a laptop is one region',
        Origin: ENCRYPTION,
        Tags: 'tags change nothing',
      },
      check({ logicalId, properties }) {
        const { KeyUsage = 'ENCRYPT_DECRYPT' } = properties;
        const isForCodes = specOf(properties).startsWith('HMAC_');
        if (isForCodes !== (KeyUsage === 'GENERATE_VERIFY_MAC'))
          throw new Error(
            `${logicalId}: KeyUsage ${KeyUsage} is none of a key with KeySpec ${specOf(properties)}`,
          );
      },
      provision: async ({ physicalName, properties }) => keys.make(physicalName, specOf(properties)),
    },
    'AWS::KMS::Alias': {
      nameProperty: 'AliasName',
      ref: (name) => name,
      attributes: () => ({}),
      properties: ['AliasName', 'TargetKeyId'],
      ignored: {},
      provision: async ({ physicalName, properties: { TargetKeyId } }) =>
        keys.name(physicalName, String(TargetKeyId)),
    },
  };
}

const specOf = ({ KeySpec = 'SYMMETRIC_DEFAULT' }: Record<string, unknown>) => String(KeySpec);
