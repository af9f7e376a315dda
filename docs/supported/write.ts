// npm run supported: writes docs/supported.md.

import { writeFileSync } from 'node:fs';
import { asked } from '../../tools/asked.ts';
import { SUPPORTED_PAGE, supportedPage } from './page.ts';

asked('npm run supported\n\nWrites docs/supported.md, as the laptop takes templates.', {});
writeFileSync(SUPPORTED_PAGE, await supportedPage());
