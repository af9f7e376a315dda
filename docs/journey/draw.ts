// npm run journey: writes docs/journey.svg.

import { writeFileSync } from 'node:fs';
import { drawJourney, JOURNEY_SVG } from './journey.ts';

writeFileSync(JOURNEY_SVG, drawJourney());
