// The picture of the journey, drawn from the state machine that runs it.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { layoutMachine } from './layout.ts';
import type { Machine } from './machine.ts';
import { renderJourney } from './render.ts';

export const JOURNEY_SVG = path.join(import.meta.dirname, '../journey.svg');

/** The SVG for `statemachine/check-photo.asl.json` as it stands. */
export function drawJourney(): string {
  const file = path.join(import.meta.dirname, '../../statemachine/check-photo.asl.json');
  const machine = JSON.parse(readFileSync(file, 'utf8')) as Machine;
  return renderJourney(machine, layoutMachine(machine));
}
