// One schedule: what its owner says of it, in the words that the API and templates share, and what is known of it here.

import * as z from 'zod';
import { epochSeconds } from '../timing/epoch-seconds.ts';
import { TargetDefinition } from './target.ts';

/** The API counts seconds since 1970, templates write ISO 8601. */
const Time = z.union([
  epochSeconds().transform((seconds) => seconds * 1000),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);

const FlexibleTimeWindow = z
  .strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.coerce.number().int().min(1).max(1440).optional(),
  })
  .refine(({ Mode, MaximumWindowInMinutes: most }) => (Mode === 'FLEXIBLE') === (most !== undefined), {
    message: 'MaximumWindowInMinutes is needed with the Mode FLEXIBLE, and only there',
  });

export const ScheduleProperties = z.strictObject({
  ScheduleExpression: z.string().min(1).max(256),
  ScheduleExpressionTimezone: z.string().min(1).max(50).optional(),
  FlexibleTimeWindow,
  Target: TargetDefinition,
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  Description: z.string().max(512).optional(),
  StartDate: Time.optional(),
  EndDate: Time.optional(),
  KmsKeyArn: z.string().optional(),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).optional(),
});
export type ScheduleProperties = z.infer<typeof ScheduleProperties>;

export const Name = z.string().regex(/^[0-9a-zA-Z\-_.]{1,64}$/);

export interface Schedule {
  name: string;
  group: string;
  arn: string;
  properties: ScheduleProperties;
  createdMs: number;
  modifiedMs: number;
  /** From when its rate counts: when it was made, or its timing last changed. */
  anchorMs: number;
  /** The last time that it was due and invoked. */
  lastMs?: number;
  /** A one-time schedule that has been invoked. */
  isOver?: true;
  /** The template's: it goes when the template has it no more. */
  isOfTemplate?: true;
  /** That the API made it with: the same request with it once more makes nothing. */
  clientToken?: string | undefined;
}
