// What riders were told, from the file in the state folder where the laptop keeps what AWS would send as mails and texts.

import path from 'node:path';
import type { PublishedMessage } from 'laptop-cloud/cli';
import { readJsonLines } from 'laptop-cloud/cli';

export interface Told {
  subject: string;
  text: string;
  /** ISO 8601 */
  at: string;
}

/** Messages to the rider about a photo, of whatever execution, oldest first. */
export function toldTo(stateFolder: string, riderId: string, photoId: string): Told[] {
  const messages = new Map<string, PublishedMessage>();
  // The last line about a message holds; a torn one is passed over.
  for (const message of readJsonLines(path.join(stateFolder, 'sns', 'messages.jsonl'))) {
    if (message) messages.set((message as PublishedMessage).id, message as PublishedMessage);
  }
  return [...messages.values()]
    .filter(
      ({ attributes }) =>
        attributes['riderId']?.StringValue === riderId && attributes['photoId']?.StringValue === photoId,
    )
    .map(({ subject = '', message, time }) => ({
      subject,
      text: message,
      at: new Date(time).toISOString(),
    }));
}
