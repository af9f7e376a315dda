// A permission as the API and CloudFormation word it, and the statement that it becomes.
// https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
import * as z from 'zod';
import { rootArn } from '../../arns.ts';
import type { PolicyStatement } from './function-policies.ts';
import { invalidParameter } from './invalid-parameter.ts';

/** The members of the API, which CloudFormation names alike. Those about URLs of functions are not among them: there are none here. */
export const PERMISSION = {
  Action: z.string().regex(/^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/),
  EventSourceToken: z
    .string()
    .max(256)
    .regex(/^[a-zA-Z0-9._-]+$/)
    .optional(),
  Principal: z.string().regex(/^[^\s]+$/),
  PrincipalOrgID: z
    .string()
    .min(12)
    .max(34)
    .regex(/^o-[a-z0-9]{10,32}$/)
    .optional(),
  SourceAccount: z
    .string()
    .max(12)
    .regex(/^\d{12}$/)
    .optional(),
  SourceArn: z
    .string()
    .regex(
      /^arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)$/,
    )
    .optional(),
};
export type Permission = z.output<z.ZodObject<typeof PERMISSION>>;

/** Throws InvalidParameterValueException for a principal that is none. */
export function statementOf(sid: string, functionArn: string, permission: Permission): PolicyStatement {
  const { Action, EventSourceToken, Principal, PrincipalOrgID, SourceAccount, SourceArn } = permission;
  const equals = {
    ...(SourceAccount === undefined ? {} : { 'AWS:SourceAccount': SourceAccount }),
    ...(PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': PrincipalOrgID }),
    ...(EventSourceToken === undefined ? {} : { 'lambda:EventSourceToken': EventSourceToken }),
  };
  const condition = {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': SourceArn } }),
  };
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: principalOf(Principal),
    Action,
    Resource: functionArn,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws|amazon)\.com$/;
const IDENTITY = /^arn:aws[a-z-]*:(iam|sts)::\d{12}:[^*]+$/;

function principalOf(text: string): PolicyStatement['Principal'] {
  if (text === '*') return '*';
  if (/^\d{12}$/.test(text)) return { AWS: rootArn(text) };
  if (IDENTITY.test(text)) return { AWS: text };
  if (SERVICE.test(text)) return { Service: text };
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
}
