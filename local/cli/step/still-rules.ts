// One step shall run and nothing else: without this, the sample that is uploaded for it would start the state machine, too.

import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import type { Cloud } from '../../cloud.ts';

/** Disables every rule of the default bus, where uploads are announced. Rules are made anew at the next start. */
export async function stillRules({ clientConfig }: Cloud): Promise<void> {
  const events = new EventBridgeClient(clientConfig);
  try {
    const { Rules = [] } = await events.send(new ListRulesCommand({}));
    for (const { Name } of Rules) await events.send(new DisableRuleCommand({ Name }));
  } finally {
    events.destroy();
  }
}
