// npm run operations: prints the table of operations; with --write it becomes docs/operations.md.

import { writeFileSync } from 'node:fs';
import { allServices, drawOperations, OPERATIONS_MD } from './operations.ts';

const page = drawOperations(await allServices());
if (process.argv.includes('--write')) writeFileSync(OPERATIONS_MD, page);
else process.stdout.write(page);
