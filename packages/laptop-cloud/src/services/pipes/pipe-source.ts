// What a pipe needs of the queue it reads: cloud.ts hands in the queues of this machine.

/** One message as pipes send it on; whatever else the record carries is passed on untouched. */
export interface PipeRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  /** System attributes, such as AWSTraceHeader. */
  attributes: Record<string, string>;
}

export interface PipeSource {
  /** Waits for a first message until `waitMs` has passed or the signal aborts; Infinity waits without a timer. */
  receive(
    queueArn: string,
    options: { max: number; waitMs: number; signal: AbortSignal },
  ): Promise<PipeRecord[]>;
  delete(queueArn: string, receiptHandles: readonly string[]): Promise<void>;
}
