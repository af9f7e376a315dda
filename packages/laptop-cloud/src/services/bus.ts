// The one way services reach each other: events of AWS services, and deliveries to a target by its ARN.
import { serviceOf } from '../arns.ts';
import type { ServiceCaller } from '../policies/request-context.ts';
import { ServiceError } from './service.ts';

/** An event as EventBridge carries it. */
export interface AwsEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
}

/** Options of one delivery, as rules and pipes have them. */
export interface DeliveryOptions {
  /** FIFO queues. */
  messageGroupId?: string;
  /** Pipes: parameters of the target's own kind. */
  parameters?: Record<string, unknown>;
  traceHeader?: string;
  /** Set when an AWS service delivers in its own name, not with a role: the target's resource policy decides. */
  source?: ServiceCaller;
}

/**
 * Hands `input` (the JSON text a target receives) to the resource with this ARN. Rejects when it cannot, and where the answer of a
 * function or machine is waited for also when that failed.
 */
export type Deliver = (arn: string, input: string, options: DeliveryOptions) => Promise<unknown>;

export interface Bus {
  /** An event that an AWS service itself emits onto the default event bus; resolves when it cannot be lost any more. */
  publish(event: AwsEvent): Promise<void>;
  onPublish(listener: (event: AwsEvent) => unknown): void;
  /** Registers who receives deliveries for ARNs of a service, `arn:aws:<service>:...`, and what throws for one that is not there. */
  target(service: string, deliver: Deliver, find?: (arn: string) => unknown): void;
  /** Throws as a delivery would where nothing is there to take it, as far as that is known before. */
  find(arn: string): void;
  deliver: Deliver;
  /** Called with every delivery that arrived. */
  onDelivery(listener: (arn: string, input: string) => void): void;
}

const KEPT = Promise.resolve();

export function createBus(): Bus {
  const listeners: ((event: AwsEvent) => unknown)[] = [];
  const targets = new Map<string, { deliver: Deliver; find?: ((arn: string) => unknown) | undefined }>();
  const targetOf = (arn: string) => {
    const target = targets.get(serviceOf(arn));
    if (target) return target;
    // As an error of the caller, so that nobody tries again for hours.
    throw new ServiceError('ResourceNotFoundException', `no local service receives deliveries for ${arn}`);
  };
  const deliveryListeners: ((arn: string, input: string) => void)[] = [];
  return {
    publish: (event) => {
      try {
        // Most events go nowhere, and nothing has to be waited for.
        const kept = listeners.map((listener) => listener(event)).filter((one) => one !== undefined);
        return kept.length === 0 ? KEPT : Promise.all(kept).then(() => undefined);
      } catch (error) {
        return Promise.reject(error);
      }
    },
    onPublish: (listener) => void listeners.push(listener),
    target: (service, deliver, find) => void targets.set(service, { deliver, find }),
    find: (arn) => void targetOf(arn).find?.(arn),
    deliver: async (arn, input, options) => {
      const answer = await targetOf(arn).deliver(arn, input, options);
      for (const listener of deliveryListeners) listener(arn, input);
      return answer;
    },
    onDelivery: (listener) => void deliveryListeners.push(listener),
  };
}
