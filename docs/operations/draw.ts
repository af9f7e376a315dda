// npm run operations: prints the table of operations; with --write it becomes docs/operations.md, and beside it docs/without-effect.md.

import { writeFileSync } from 'node:fs';
import { asked } from '../../tools/asked.ts';
import { allServices, drawOperations, OPERATIONS_MD } from './operations.ts';
import { WITHOUT_EFFECT_MD, withoutEffectPage } from './without-effect.ts';

const HELP = `npm run operations [-- --write]

Prints the table of the operations that the laptop takes.

  --write   writes it to docs/operations.md, and docs/without-effect.md beside it
  --help    this text`;

const { values } = asked(HELP, { options: { write: { type: 'boolean' } } });
const page = drawOperations(await allServices());
if (values.write) {
  writeFileSync(OPERATIONS_MD, page);
  writeFileSync(WITHOUT_EFFECT_MD, withoutEffectPage());
} else process.stdout.write(page);
