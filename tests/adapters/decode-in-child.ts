// Makes the working copy of one file in a process of its own and prints how much memory that took at most, in megabytes.

import { readFileSync } from 'node:fs';
import { readImageFacts, toWorkingCopy } from '../../src/adapters/image.ts';

const bytes = readFileSync(process.argv[2] ?? '');
const { facts } = await readImageFacts(bytes);
const copy = await toWorkingCopy(bytes, { orientation: 6, maxPixels: 50_000_000 });
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ...facts, copy: [copy.width, copy.height], peakMb }));
