// What a service may call of any other by its API, as schedules with universal targets do.

export interface SdkAction {
  /** As SDK tasks name it: `dynamodb`. */
  service: string;
  /** `putItem` */
  action: string;
  /** Members in PascalCase. */
  parameters: unknown;
}

export interface SdkActions {
  /** Whether there is such a service here. */
  has(service: string): boolean;
  /** Throws for an action that the service lacks and for parameters that it does not take. */
  check(call: SdkAction): Promise<void>;
  /** Throws ServiceError for what the service refuses. */
  send(call: SdkAction & { roleArn: string; signal: AbortSignal }): Promise<void>;
}
