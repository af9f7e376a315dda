// npm run architecture: writes docs/architecture.svg.

import { writeFileSync } from 'node:fs';
import { asked } from '../../tools/asked.ts';
import { ARCHITECTURE_SVG, drawArchitecture } from './architecture.ts';

asked('npm run architecture\n\nWrites docs/architecture.svg, as the template is.', {});
writeFileSync(ARCHITECTURE_SVG, drawArchitecture());
