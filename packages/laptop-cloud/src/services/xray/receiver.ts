// What the X-Ray daemon is on AWS: takes segment documents by UDP, each datagram a header line and one document.
import { createSocket } from 'node:dgram';
import { parseSegment, type SegmentDocument } from './segment.ts';

export interface Receiver {
  /** `127.0.0.1:<port>`, for AWS_XRAY_DAEMON_ADDRESS. */
  address: string;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1; what is no document goes to `onRefused`. */
export function startReceiver(
  onDocument: (document: SegmentDocument) => void,
  onRefused: (text: string) => void,
): Promise<Receiver> {
  const socket = createSocket('udp4');
  socket.on('message', (datagram) => {
    const text = datagram.toString();
    const end = text.indexOf('\n');
    const document = isHeader(text.slice(0, end)) ? parseSegment(text.slice(end + 1)) : undefined;
    if (document) onDocument(document);
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

function isHeader(line: string): boolean {
  try {
    return (JSON.parse(line) as { format?: unknown } | null)?.format === 'json';
  } catch {
    // Not JSON is one of the ways of not being a header.
    return false;
  }
}
