// What a state machine sends a step beside what comes along its way: constants of its definition, which come from parameters of
// the template. An event that does not have them gets them, so that a step alone does as it does on its way.

import { DescribeStateMachineCommand, paginateListStateMachines, SFNClient } from '@aws-sdk/client-sfn';
import { splitFunctionName } from '../../arns.ts';
import type { UsableCloud } from '../command.ts';

/** The event with every constant that some state sends to this function; what the event itself says counts. */
export async function withConstants(
  cloud: UsableCloud,
  functionName: string,
  event: unknown,
): Promise<unknown> {
  if (!isObject(event)) return event;
  const sfn = new SFNClient(cloud.clientConfig);
  const constants: Record<string, string> = {};
  try {
    for await (const { stateMachines = [] } of paginateListStateMachines({ client: sfn }, {}))
      for (const { stateMachineArn } of stateMachines) {
        const { definition = '{}' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
        Object.assign(constants, constantsFor(functionName, JSON.parse(definition)));
      }
    return { ...constants, ...event };
  } finally {
    sfn.destroy();
  }
}

/** Members of the payload that are texts, not paths (whose names end in `.$`). */
function constantsFor(functionName: string, definition: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  JSON.stringify(definition, (_, value) => {
    if (isObject(value) && nameIn(value['FunctionName']) === functionName && isObject(value['Payload']))
      for (const [key, constant] of Object.entries(value['Payload']))
        if (typeof constant === 'string' && !key.endsWith('.$')) found[key] = constant;
    return value;
  });
  return found;
}

/** Of a function's ARN, with a version or without. */
function nameIn(functionArn: unknown): string | undefined {
  return typeof functionArn === 'string' ? splitFunctionName(functionArn).name : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
