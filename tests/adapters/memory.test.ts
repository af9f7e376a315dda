// The largest pictures that are let through to the decoder, of the kinds that take the most memory for each pixel.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { parseConfiguration } from '../../src/domain/configuration.ts';
import { judgeFile } from '../../src/domain/file-findings.ts';
import type { ImageFacts } from '../../src/domain/photo.ts';
import { cases } from '../support/long-run.ts';

const MAX_MB = 700;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'memory-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plain = (width: number, height: number, channels: 3 | 4): Sharp =>
  sharp({ create: { width, height, channels, background: { r: 10, g: 20, b: 30, alpha: 0.5 } } });

it.each(
  cases<[string, string, () => Sharp]>(
    [
      [
        'a turned AVIF of 12 bits with transparency',
        'worst.avif',
        () => plain(5000, 4000, 4).avif({ quality: 30, effort: 0, bitdepth: 12, chromaSubsampling: '4:4:4' }),
      ],
    ],
    [
      [
        'an interlaced PNG of 16 bits with transparency',
        'worst.png',
        () => plain(10_000, 5040, 4).toColourspace('rgb16').png({ progressive: true, compressionLevel: 1 }),
      ],
    ],
  ),
)(
  'decodes %s within the memory of its function',
  async (_, name, make) => {
    const file = path.join(folder, name);
    await make().toFile(file);

    const script = path.join(__dirname, 'decode-in-child.ts');
    const seen = JSON.parse(
      execFileSync(process.execPath, [script, file], { encoding: 'utf8' }),
    ) as ImageFacts & {
      copy: [number, number];
      peakMb: number;
    };

    const size = judgeFile(seen, parseConfiguration('')).find(({ code }) => code === 'IMAGE_SIZE');
    expect(size?.status).toBe('passed');
    expect(Math.max(...seen.copy)).toBe(1920);
    expect(seen.peakMb).toBeLessThan(MAX_MB);
  },
  60_000,
);
