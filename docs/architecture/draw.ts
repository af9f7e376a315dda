// npm run architecture: writes docs/architecture.svg.

import { writeFileSync } from 'node:fs';
import { ARCHITECTURE_SVG, drawArchitecture } from './architecture.ts';

writeFileSync(ARCHITECTURE_SVG, drawArchitecture());
