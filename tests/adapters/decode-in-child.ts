// Makes the working copy of one file in a process of its own and prints how much memory that took at most, in megabytes.

import { readFileSync } from 'node:fs';
import { toWorkingCopy } from '../../src/adapters/image.ts';
import { readImage } from '../../src/adapters/image-reading.ts';

const bytes = readFileSync(process.argv[2] ?? '');
const image = await readImage(bytes);
const facts = { ...image.facts, orientation: 6 };
const copy = await toWorkingCopy({ ...image, facts }, { maxPixels: 50_400_000 });
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ...facts, copy: [copy.width, copy.height], peakMb }));
