// Neck, shoulders and clothes.

import { mix, type Point, smooth } from './paths.ts';
import type { Person } from './persons.ts';

/** `chin`: where the chin would be with the head held straight; `unit` as the head's. */
export function drawBody({ skin, clothes, face }: Person, chin: Point, unit: number): string {
  const at = (x: number, y: number): Point => [chin[0] + x * unit, chin[1] + y * unit];
  const throat = 0.36 * (0.6 + 0.4 * face.jaw);
  const neck = [
    at(-throat, -0.5),
    at(-throat, 0.1),
    at(-throat - 0.1, 0.34),
    at(0, 0.7),
    at(throat + 0.1, 0.34),
    at(throat, 0.1),
    at(throat, -0.5),
  ];
  const shoulders = [
    at(-throat - 0.04, 0.2),
    at(-0.85, 0.5),
    at(-1.32, 0.78),
    at(-1.55, 1.4),
    at(-1.6, 2.6),
    at(1.6, 2.6),
    at(1.55, 1.4),
    at(1.32, 0.78),
    at(0.85, 0.5),
    at(throat + 0.04, 0.2),
    at(0.24, 0.5),
    at(0, 0.58),
    at(-0.24, 0.5),
  ];
  const shade = mix(clothes.colour, '#10101a', 0.45);
  const width = (share: number) => (unit * share).toFixed(1);
  return `
    <clipPath id="neck"><path d="${smooth(neck)}"/></clipPath>
    <path d="${smooth(neck)}" fill="${mix(skin, '#6b2f20', 0.2)}"/>
    <g clip-path="url(#neck)">
      <path d="${smooth([at(-throat, -0.1), at(0, 0.16), at(throat, -0.1)], true)}" fill="none" stroke="${mix(skin, '#3a140c', 0.6)}" stroke-width="${width(0.3)}" opacity="0.5" filter="url(#soft)"/>
    </g>
    <clipPath id="body"><path d="${smooth(shoulders)}"/></clipPath>
    <path d="${smooth(shoulders)}" fill="${clothes.colour}"/>
    <g clip-path="url(#body)">
      <path d="${smooth([at(0.95, 0.2), at(2, 0.2), at(2, 3), at(1, 3), at(1.15, 1.4)])}" fill="${shade}" opacity="0.55" filter="url(#wide)"/>
      <path d="${smooth([at(-1.25, 0.8), at(-0.8, 0.55), at(-0.5, 0.6), at(-0.8, 1.1)])}" fill="#ffffff" opacity="0.16" filter="url(#wide)"/>
      ${folds(at, shade, width)}
    </g>
    ${COLLARS[clothes.kind](at, clothes.second, shade, width)}`;
}

type At = (x: number, y: number) => Point;
type Width = (share: number) => string;

function folds(at: At, shade: string, width: Width): string {
  return [
    [at(-0.95, 0.75), at(-0.8, 1.2), at(-0.85, 1.9)],
    [at(0.9, 0.75), at(0.74, 1.2), at(0.8, 1.9)],
    [at(-0.3, 1.0), at(-0.2, 1.5), at(-0.25, 2.2)],
  ]
    .map(
      (line) =>
        `<path d="${smooth(line, true)}" fill="none" stroke="${shade}" stroke-width="${width(0.05)}" opacity="0.4" filter="url(#fine)"/>`,
    )
    .join('');
}

const COLLARS: Readonly<
  Record<Person['clothes']['kind'], (at: At, colour: string, shade: string, width: Width) => string>
> = {
  jumper: (at, colour, shade, width) => {
    const line = smooth([at(-0.42, 0.2), at(-0.3, 0.5), at(0, 0.64), at(0.3, 0.5), at(0.42, 0.2)], true);
    return `<path d="${line}" fill="none" stroke="${shade}" stroke-width="${width(0.15)}" stroke-linecap="round"/>
      <path d="${line}" fill="none" stroke="${colour}" stroke-width="${width(0.11)}" stroke-linecap="round"/>`;
  },
  shirt: (at, colour, shade, width) =>
    [-1, 1]
      .map((side) => {
        const leaf = smooth([
          at(side * 0.4, 0.12),
          at(side * 0.62, 0.42),
          at(side * 0.3, 0.82),
          at(side * 0.02, 0.56),
          at(side * 0.28, 0.42),
        ]);
        return `<path d="${leaf}" fill="${colour}" stroke="${shade}" stroke-width="${width(0.012)}"/>`;
      })
      .join('') +
    `<path d="${smooth([at(0, 0.6), at(0.01, 1.4), at(0, 2.6)], true)}" stroke="${shade}" stroke-width="${width(0.015)}" opacity="0.6"/>`,
  jacket: (at, colour, shade, width) => {
    const shirt = smooth([
      at(-0.42, 0.3),
      at(0, 0.62),
      at(0.42, 0.3),
      at(0.3, 1.2),
      at(0, 2.2),
      at(-0.3, 1.2),
    ]);
    const lapel = (side: number) =>
      smooth([
        at(side * 0.42, 0.18),
        at(side * 0.78, 0.6),
        at(side * 0.62, 0.95),
        at(side * 0.5, 0.9),
        at(side * 0.02, 2.3),
        at(side * 0.26, 1.0),
      ]);
    return `<path d="${shirt}" fill="${colour}"/>${[-1, 1].map((side) => `<path d="${lapel(side)}" fill="${shade}" opacity="0.55" filter="url(#hair)"/>`).join('')}
      <path d="${smooth([at(-0.4, 0.22), at(-0.2, 0.55), at(0, 0.64), at(0.2, 0.55), at(0.4, 0.22)], true)}" fill="none" stroke="${shade}" stroke-width="${width(0.02)}" opacity="0.5"/>`;
  },
};
