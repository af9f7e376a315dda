// How an invocation joins a trace: the runtime asks for segments, whoever keeps traces makes them.

/** Opens the segments AWS writes for one invocation. */
export type OpenInvocationSegments = (call: {
  functionName: string;
  functionArn: string;
  requestId: string;
  /** The caller's X-Amzn-Trace-Id, if there is one. */
  traceHeader: string | undefined;
  /** Tracing: Active starts a trace where the caller has none. */
  isActive: boolean;
}) => InvocationSegments;

export interface InvocationSegments {
  /** Becomes _X_AMZN_TRACE_ID: its Parent is the function's own segment. */
  traceHeader: string;
  end(outcome: { initDurationMs?: number; errorType?: string; isThrottled?: boolean }): void;
}

/** Without a trace store: the caller's header goes on as it is, else one that asks for no sampling. */
export const openNoSegments: OpenInvocationSegments = ({ traceHeader }) => ({
  traceHeader: traceHeader ?? 'Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0',
  end: () => {},
});
