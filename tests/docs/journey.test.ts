import { readFileSync } from 'node:fs';
import { drawJourney, JOURNEY_SVG } from '../../docs/journey/journey.ts';

it('keeps the picture of the workflow as the state machine is (npm run journey draws it again)', () => {
  expect(readFileSync(JOURNEY_SVG, 'utf8')).toBe(drawJourney());
});
