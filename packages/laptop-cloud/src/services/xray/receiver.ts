// What the X-Ray daemon is on AWS: takes segment documents by UDP, each datagram a header line and one document.
import { createSocket } from 'node:dgram';
import { parseSegment, type SegmentDocument } from './segment.ts';

export interface Receiver {
  /** `127.0.0.1:<port>`, for AWS_XRAY_DAEMON_ADDRESS. */
  address: string;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1 and hands on each document with its JSON; what is no document goes to `onRefused`. */
export function startReceiver(
  onDocument: (document: SegmentDocument, json: string) => void,
  onRefused: (text: string) => void,
): Promise<Receiver> {
  const socket = createSocket('udp4');
  socket.on('message', (datagram) => {
    const text = datagram.toString();
    const end = text.indexOf('\n');
    const json = text.slice(end + 1);
    const document = isHeader(text.slice(0, end)) ? parseSegment(json) : undefined;
    if (document) onDocument(document, json);
    else onRefused(text);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => {
      socket.off('error', reject);
      // A datagram that cannot be read is lost, as with the daemon; it must not end the laptop.
      socket.on('error', (error) => onRefused(error.message));
      resolve({
        address: `127.0.0.1:${socket.address().port}`,
        close: () => new Promise((done) => socket.close(() => done())),
      });
    });
  });
}

/** As X-Ray's SDKs write it. */
const USUAL_HEADER = '{"format":"json","version":1}';

function isHeader(line: string): boolean {
  if (line === USUAL_HEADER) return true;
  try {
    return (JSON.parse(line) as { format?: unknown } | null)?.format === 'json';
  } catch {
    // Not JSON is one of the ways of not being a header.
    return false;
  }
}
