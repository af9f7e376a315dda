// Our own events, onto the system's bus.

import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { setting } from '../shared/config.ts';
import { DependencyThrottledError, DependencyUnavailableError } from '../shared/errors.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';
import { SIGNING } from './signing.ts';

const eventBridge = captureClient(new EventBridgeClient(SIGNING));

/**
 * Puts one event of ours onto the system's bus. Throws DependencyThrottledError or DependencyUnavailableError when the bus did not
 * take it.
 */
export async function publishEvent(detailType: string, detail: Record<string, unknown>): Promise<void> {
  const command = new PutEventsCommand({
    Entries: [
      {
        EventBusName: setting('EVENT_BUS_NAME'),
        Source: 'rider-photos',
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      },
    ],
  });
  const { FailedEntryCount = 0, Entries = [] } = await callService('EventBridge PutEvents', {}, () =>
    eventBridge.send(command),
  );
  // The call itself succeeds even when the bus refuses the entry.
  if (FailedEntryCount === 0) return;
  const code = Entries[0]?.ErrorCode ?? 'entry failed';
  const Failure = code === 'ThrottlingException' ? DependencyThrottledError : DependencyUnavailableError;
  throw new Failure(`EventBridge PutEvents: ${code}`);
}
