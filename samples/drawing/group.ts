// Several persons in one picture.

import { mix } from './paths.ts';
import type { Person } from './persons.ts';
import { drawBackground, drawFigure, type Frame, svg } from './portrait.ts';

/** Side by side, leaning towards each other a little. */
export function drawGroup(frame: Frame, persons: readonly [Person, ...Person[]]): string {
  const figures = persons.map((person, at) => {
    const across = (at + 0.5) / persons.length;
    const lean = (across - 0.5) * -14;
    const shot = {
      centre: [across * 0.9 + 0.05, 0.44 + 0.03 * at] as const,
      size: 0.215,
      pose: { roll: lean, yaw: lean },
    };
    return drawFigure(person, shot, frame, `p${at}`);
  });
  const [{ background, seed }] = persons;
  const wall = { ...background, wall: mix(background.wall, '#ffffff', 0.2) };
  return svg(frame, drawBackground({ background: wall, seed }, frame) + figures.join(''));
}
