// npm run operations: prints the table of operations; with --write it becomes docs/operations.md, and beside it docs/without-effect.md.

import { writeFileSync } from 'node:fs';
import { allServices, drawOperations, OPERATIONS_MD } from './operations.ts';
import { WITHOUT_EFFECT_MD, withoutEffectPage } from './without-effect.ts';

const page = drawOperations(await allServices());
if (process.argv.includes('--write')) {
  writeFileSync(OPERATIONS_MD, page);
  writeFileSync(WITHOUT_EFFECT_MD, withoutEffectPage());
} else process.stdout.write(page);
