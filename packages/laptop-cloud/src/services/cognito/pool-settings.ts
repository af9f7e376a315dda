// Properties of AWS::Cognito::UserPool that change anything here.
import * as z from 'zod';
import { Flag, readProperties } from '../template-values.ts';
import { type PoolSettings, STANDARD_ATTRIBUTES } from './pool.ts';

const Properties = z.strictObject({
  UserPoolName: z.string().optional(),
  UsernameAttributes: z
    .array(z.literal('email', { error: 'on the laptop people go by a username or by their email' }))
    .optional(),
  UsernameConfiguration: z.strictObject({ CaseSensitive: Flag.optional() }).default({}),
  AdminCreateUserConfig: z
    .strictObject({
      AllowAdminCreateUserOnly: Flag.optional(),
      // Of mails that are not sent.
      InviteMessageTemplate: z.unknown(),
      UnusedAccountValidityDays: z.unknown(),
    })
    .partial()
    .default({}),
  Schema: z
    .array(
      z.strictObject({
        Name: z.string(),
        AttributeDataType: z.string().optional(),
        Mutable: Flag.optional(),
        Required: Flag.optional(),
        DeveloperOnlyAttribute: z.literal(false).optional(),
        StringAttributeConstraints: z.unknown().optional(),
        NumberAttributeConstraints: z.unknown().optional(),
      }),
    )
    .default([]),
});

export const POOL_PROPERTIES = Object.keys(Properties.shape);

/** Throws an Error naming what is not supported. */
export function poolSettings(properties: Record<string, unknown>): PoolSettings {
  const given = readProperties(Properties, properties);
  return {
    isCaseSensitive: given.UsernameConfiguration.CaseSensitive ?? true,
    isNamedByEmail: given.UsernameAttributes?.includes('email') ?? false,
    hasSignUp: !(given.AdminCreateUserConfig.AllowAdminCreateUserOnly ?? false),
    customAttributes: given.Schema.filter(({ Name }) => !STANDARD_ATTRIBUTES.includes(Name)).map(
      ({ Name }) => `custom:${Name}`,
    ),
  };
}
