// npm run journey: writes docs/journey.svg.

import { writeFileSync } from 'node:fs';
import { asked } from '../../tools/asked.ts';
import { drawJourney, JOURNEY_SVG } from './journey.ts';

asked('npm run journey\n\nWrites docs/journey.svg, as the state machine is.', {});
writeFileSync(JOURNEY_SVG, drawJourney());
