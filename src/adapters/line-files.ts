// Files of JSON lines in the photos bucket: what one state of a recheck leaves for the next.

import { setting } from '../shared/config.ts';
import { readObject, writeObject } from './s3.ts';

export async function writeLines(key: string, lines: readonly unknown[]): Promise<void> {
  await writeJsonLines(
    key,
    lines.map((line) => JSON.stringify(line)),
  );
}

/** Lines that are JSON already. */
export async function writeJsonLines(key: string, lines: readonly string[]): Promise<void> {
  await write(key, lines.join('\n'), 'application/x-ndjson');
}

export async function writeJson(key: string, value: unknown): Promise<void> {
  await write(key, JSON.stringify(value), 'application/json');
}

/** Every line, parsed as it was written. */
export async function readLines(key: string): Promise<unknown[]> {
  const text = await read(key);
  return text.split('\n').flatMap((line): unknown[] => (line === '' ? [] : [JSON.parse(line)]));
}

export async function readJson(key: string): Promise<unknown> {
  return JSON.parse(await read(key));
}

async function write(key: string, text: string, contentType: string): Promise<void> {
  const place = { bucket: setting('PHOTOS_BUCKET'), key };
  await writeObject(place, new TextEncoder().encode(text), contentType);
}

async function read(key: string): Promise<string> {
  return new TextDecoder().decode(await readObject({ bucket: setting('PHOTOS_BUCKET'), key }));
}
