// What a Task state may name as its Resource, and as whom it may be called.
import type { Source } from '../fields.ts';
import { isObject } from '../jsonpath/evaluate.ts';
import { ACTIVITY_ARN } from '../state-types/task-journal.ts';
import type { Place } from './findings.ts';
import { isKnownResource } from './integrations.ts';

export function checkCredentials({ Credentials: credentials, Resource: resource }: Source, place: Place) {
  if (credentials === undefined) return;
  if (ACTIVITY_ARN.test(String(resource)))
    place.error("The field 'Credentials' is not supported for activities");
  else if (isObject(credentials) && !('RoleArn' in credentials || 'RoleArn.$' in credentials))
    place.error("The field 'RoleArn' is required but was missing");
}

export function checkResource(resource: unknown, place: Place, isExpress: boolean) {
  if (typeof resource !== 'string') return;
  if (!resource.startsWith('arn:')) return place.error('Value is not a valid resource ARN');
  if (isExpress && ACTIVITY_ARN.test(resource))
    return place.error('Express state machine does not support Activity ARN');
  if (!isKnownResource(resource))
    return place.error(
      `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
    );
  const pattern = /\.(sync|waitForTaskToken)(:2)?$/.exec(resource)?.[1];
  // The blank at the end is AWS's.
  const end = pattern === 'sync' ? '' : ' ';
  if (isExpress && pattern)
    place.error(`Express state machine does not support '.${pattern}' service integration${end}`);
}
