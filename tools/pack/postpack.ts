// After `npm pack` of a package.

import { cleanUp } from './restore.ts';

await cleanUp(process.cwd());
