// How queues are named, by whoever makes them and whoever calls them.
import { ServiceError } from '../service.ts';
import { isFifo, type QueueAttributes } from './queue-attributes.ts';

/** Throws InvalidParameterValue for a name that no such queue can have. */
export function checkName(name: string, attributes: QueueAttributes): void {
  if (!/^[A-Za-z0-9_-]+(\.fifo)?$/.test(name) || name.length > 80) {
    throw invalid(
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length, .fifo at the end of FIFO queues',
    );
  }
  if (name.endsWith('.fifo') !== isFifo(attributes)) {
    throw invalid(
      'The name of a FIFO queue can only end with the .fifo suffix, and FifoQueue must be true for it.',
    );
  }
}

/** Any host will do: what names the queue is the path. The name alone does as well. Throws QueueDoesNotExist for other accounts. */
export function nameInUrl(url: string, accountId: string): string {
  if (!url.includes('/')) return url;
  const [name, account] = url.split('/').reverse();
  if (name && account === accountId) return name;
  throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}
