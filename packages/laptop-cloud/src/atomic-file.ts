// A file that is replaced as a whole: whoever reads it finds the old text or the new one, and nothing half-written.

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Replaces a file; its folder must be there. Also after a power failure one of the two texts is there whole. */
export function replaceFile(file: string, text: string): void {
  const coming = `${file}.new`;
  try {
    const descriptor = openSync(coming, 'w');
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(coming, file);
  } catch (error) {
    rmSync(coming, { force: true });
    throw error;
  }
}

/**
 * The same without waiting for the disk, where a client waits for each answer: a process that is killed leaves one of the two
 * texts, a machine without power may not. At one go: threads that take a step each would be waited for longer than the work takes.
 * `mode` is who may read it, `0o600` for secrets.
 */
export function replaceFileSoon(file: string, text: string, mode = 0o666): void {
  const coming = `${file}.new`;
  try {
    writeFileSync(coming, text, { mode });
    renameSync(coming, file);
  } catch (error) {
    rmSync(coming, { force: true });
    throw error;
  }
}
