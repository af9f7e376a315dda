// npm run supported: writes docs/supported.md.

import { writeFileSync } from 'node:fs';
import { SUPPORTED_PAGE, supportedPage } from './page.ts';

writeFileSync(SUPPORTED_PAGE, await supportedPage());
