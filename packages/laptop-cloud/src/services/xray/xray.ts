// X-Ray on the laptop: receives what functions trace, adds what AWS services would, and answers queries over both.
import { restJsonService } from '../protocols/rest-json.ts';
import type { Service } from '../service.ts';
import { openInvocation, type TracedCall, type TracedInvocation } from './invocation-segments.ts';
import { type OpenSegment, openSegment, type SegmentStart } from './open-segment.ts';
import { startReceiver } from './receiver.ts';
import { traceOperations } from './trace-operations.ts';
import { createTraceStore, type TraceStore } from './trace-store.ts';

export interface XrayOptions {
  /** Where traces are kept; null keeps them in memory only. */
  folder: string | null;
  /** Gets what was sent and is no segment; stderr by default. */
  log?: (line: string) => void;
  /** Milliseconds since 1970; Date.now by default. */
  now?: () => number;
}

export interface Xray {
  service: Service;
  /** `127.0.0.1:<port>`, for AWS_XRAY_DAEMON_ADDRESS. */
  address: string;
  store: TraceStore;
  startSegment(start: SegmentStart): OpenSegment;
  /** Fits the Lambda runtime's `openSegments`. */
  openInvocation(call: TracedCall): TracedInvocation;
  close(): Promise<void>;
}

/** Starts the UDP receiver and loads the traces of earlier runs. */
export async function createXray({
  folder,
  log = (line) => console.error(line),
  now = Date.now,
}: XrayOptions): Promise<Xray> {
  const store = createTraceStore({ folder });
  const receiver = await startReceiver(store.add, (text) => log(`xray: no segment: ${text.slice(0, 200)}`));
  const close = async (): Promise<void> => {
    await receiver.close();
    store.flush();
  };
  return {
    service: restJsonService({
      scope: 'xray',
      operations: traceOperations(store, now),
      badInput: 'InvalidRequestException',
      malformedBody: 'InvalidRequestException',
      unknownOperation: 'NotImplemented',
      dialect: { internal: 'InternalFailure', accessDenied: { code: 'AccessDeniedException', status: 403 } },
      log,
    }),
    address: receiver.address,
    store,
    startSegment: (start) => openSegment(store, start),
    openInvocation: (call) => openInvocation(store, call),
    close,
  };
}
