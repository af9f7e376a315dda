// Eyes, brows and sunglasses, drawn onto the solid head so that they turn with it.

import type { Head } from './head.ts';
import { mix, type Point, polygon, smooth } from './paths.ts';
import type { Person } from './persons.ts';

type Side = -1 | 1;

/** Both eyes with their brows; closed ones show the lid and the lashes on its lower edge. */
export function drawEyes(head: Head, person: Person, closed: boolean): string {
  return ([-1, 1] as const)
    .map(
      (side) =>
        socket(head, person, side) +
        (closed ? closedEye : openEye)(head, person, side) +
        brow(head, person, side),
    )
    .join('');
}

interface Lids {
  upper: Point[];
  lower: Point[];
}

/** The lids' edges from the inner to the outer corner. */
function lids(head: Head, { face: { eyes } }: Person, side: Side): Lids {
  const tilt = Math.tan((eyes.tilt * Math.PI) / 180);
  const edge = (bulge: number, peak: number): Point[] =>
    [0, 0.12, 0.28, 0.45, 0.62, 0.8, 0.92, 1].map((share) => {
      const arch = Math.sin(Math.PI * share ** peak) ** 0.85;
      const x = eyes.apart + (share - 0.5) * eyes.width;
      const y = eyes.y - (share - 0.5) * eyes.width * tilt - bulge * arch;
      return head.project(head.skin(side * x, y, 0.015));
    });
  return { upper: edge(eyes.height * 0.62, 0.9), lower: edge(-eyes.height * 0.42, 1.12) };
}

// The hollow around the eye and the fold above the lid.
function socket(head: Head, person: Person, side: Side): string {
  const { eyes } = person.face;
  const ring = Array.from({ length: 16 }, (_, step): Point => {
    const angle = (step / 16) * 2 * Math.PI;
    const x = eyes.apart + Math.cos(angle) * eyes.width * 0.72;
    return head.project(head.skin(side * x, eyes.y - 0.02 + Math.sin(angle) * eyes.height * 1.15));
  });
  const shade = mix(person.skin, '#5b2a1c', 0.42);
  return `<path d="${smooth(ring)}" fill="${shade}" opacity="0.34" filter="url(#soft)"/>`;
}

function openEye(head: Head, person: Person, side: Side): string {
  const { eyes } = person.face;
  const { upper, lower } = lids(head, person, side);
  const opening = smooth([...upper, ...lower.slice(1, -1).reverse()]);
  const id = `eye${side === 1 ? 'R' : 'L'}`;
  const disc = (radius: number, dx = 0, dy = 0): string =>
    smooth(
      Array.from({ length: 14 }, (_, step): Point => {
        const angle = (step / 14) * 2 * Math.PI;
        const x = side * eyes.apart + dx + Math.cos(angle) * radius;
        return head.project(head.skin(x, eyes.y - eyes.height * 0.1 + dy + Math.sin(angle) * radius, 0.02));
      }),
    );
  const iris = eyes.height * 0.56;
  const lash = mix(person.hair.colour, '#120b08', 0.75);
  const fold = upper.map(([x, y]): Point => [x, y - head.unit * eyes.height * 0.26]);
  return `
    <clipPath id="${id}"><path d="${opening}"/></clipPath>
    <path d="${opening}" fill="#f6f1ec"/>
    <g clip-path="url(#${id})">
      <path d="${disc(iris)}" fill="${mix(eyes.colour, '#000000', 0.35)}"/>
      <path d="${disc(iris * 0.86)}" fill="${eyes.colour}"/>
      <path d="${disc(iris * 0.6, 0, iris * 0.25)}" fill="${mix(eyes.colour, '#ffe9c4', 0.35)}" opacity="0.6" filter="url(#fine)"/>
      <path d="${disc(iris * 0.44)}" fill="#0d0907"/>
      <path d="${disc(iris * 0.2, -iris * 0.34, -iris * 0.34)}" fill="#ffffff"/>
      <path d="${smooth(upper, true)}" fill="none" stroke="#3a211a" stroke-width="${(head.unit * 0.05).toFixed(1)}" opacity="0.3" filter="url(#fine)"/>
    </g>
    <path d="${smooth(fold.slice(1), true)}" fill="none" stroke="${mix(person.skin, '#4a2015', 0.55)}" stroke-width="${(head.unit * 0.011).toFixed(1)}" opacity="0.6" filter="url(#hair)"/>
    <path d="${smooth(upper, true)}" fill="none" stroke="${lash}" stroke-width="${(head.unit * 0.026).toFixed(1)}" stroke-linecap="round"/>
    <path d="${smooth(lower, true)}" fill="none" stroke="${mix(person.skin, '#5b2a1c', 0.6)}" stroke-width="${(head.unit * 0.01).toFixed(1)}" opacity="0.8"/>
    <path d="${disc(eyes.height * 0.1, -side * eyes.width * 0.45, eyes.height * 0.12)}" fill="#d98f86" opacity="0.7"/>`;
}

// Closed lids meet below where the lower lid's edge was, in shares of the eye's opening.
const LASH_DROP = 0.3;

function closedEye(head: Head, person: Person, side: Side): string {
  const { eyes } = person.face;
  const { upper, lower } = lids(head, person, side);
  const lid = smooth([...upper, ...lower.slice(1, -1).reverse()]);
  const lash = mix(person.hair.colour, '#120b08', 0.75);
  const sunk = lower.map(([x, y], at): Point => [x, y + (y - (upper[at]?.[1] ?? y)) * LASH_DROP]);
  return `
    <path d="${lid}" fill="${mix(person.skin, '#8a4a38', 0.16)}"/>
    <path d="${smooth(upper.slice(1, -1), true)}" fill="none" stroke="${mix(person.skin, '#4a2015', 0.45)}" stroke-width="${(head.unit * 0.012).toFixed(1)}" opacity="0.2" filter="url(#fine)"/>
    <path d="${smooth(sunk, true)}" fill="none" stroke="${lash}" stroke-width="${(head.unit * 0.03).toFixed(1)}" stroke-linecap="round"/>
    ${sunk
      .slice(1)
      .map(([x, y], at) => {
        const spread = side * (at - 2) * head.unit * 0.008;
        return `<path d="M${x.toFixed(1)},${y.toFixed(1)}l${spread.toFixed(1)},${(head.unit * 0.04).toFixed(1)}" stroke="${lash}" stroke-width="${(head.unit * 0.009).toFixed(1)}" stroke-linecap="round"/>`;
      })
      .join('')}
    <path d="${smooth(
      upper.map(([x, y]): Point => [x, y - eyes.height * head.unit * 0.1]),
      true,
    )}" fill="none" stroke="#ffffff" stroke-width="${(head.unit * 0.03).toFixed(1)}" opacity="0.1" filter="url(#fine)"/>`;
}

function brow(head: Head, { face: { brows, eyes }, hair }: Person, side: Side): string {
  const tilt = Math.tan((brows.tilt * Math.PI) / 180);
  const line = (lift: number): Point[] =>
    [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => {
      const x = eyes.apart - brows.width * 0.52 + share * brows.width;
      const arch = brows.arch * Math.sin(Math.PI * share ** 1.35);
      const taper = lift * (share < 0.1 ? 0.75 : 1 - 0.85 * share ** 3);
      return head.project(
        head.skin(side * x, eyes.y + brows.y - arch - tilt * (share - 0.5) * 0.3 - taper, 0.02),
      );
    });
  const shape = smooth([...line(brows.thickness / 2), ...line(-brows.thickness / 2).reverse()]);
  return `<path d="${shape}" fill="${mix(hair.colour, '#20130d', 0.35)}" opacity="0.88" filter="url(#hair)"/>`;
}

/** Dark glasses: two opaque lenses, a bridge and the temples. */
export function drawSunglasses(head: Head, { face: { eyes } }: Person): string {
  const lens = (side: Side): Point[] =>
    (
      [
        [-0.2, -0.12],
        [0, -0.145],
        [0.2, -0.13],
        [0.245, -0.05],
        [0.2, 0.12],
        [0.06, 0.19],
        [-0.1, 0.165],
        [-0.195, 0.05],
      ] as const
    ).map(([x, y]) => head.project(head.skin(side * (eyes.apart + 0.02 + x), eyes.y + 0.015 + y, 0.07)));
  const bar = (side: Side): string =>
    polygon([
      head.project(head.skin(side * (eyes.apart + 0.24), eyes.y - 0.08, 0.07)),
      head.project(head.around(side * 88, eyes.y - 0.06, 1.03)),
      head.project(head.around(side * 88, eyes.y - 0.03, 1.03)),
      head.project(head.skin(side * (eyes.apart + 0.24), eyes.y - 0.03, 0.07)),
    ]);
  const bridge = smooth(
    [-1, 0, 1].map((at) =>
      head.project(head.skin(at * (eyes.apart - 0.19), eyes.y - 0.04 - (at === 0 ? 0.03 : 0), 0.12)),
    ),
    true,
  );
  const drawn = ([-1, 1] as const).map((side) => {
    const points = lens(side);
    const glint = points.slice(0, 4).map(([x, y]): Point => [x - side * 3, y + head.unit * 0.05]);
    return `<path d="${bar(side)}" fill="#17161a"/>
      <path d="${smooth(points)}" fill="#141318" stroke="#0a0a0c" stroke-width="${(head.unit * 0.022).toFixed(1)}"/>
      <path d="${smooth(glint, true)}" fill="none" stroke="#5a6270" stroke-width="${(head.unit * 0.03).toFixed(1)}" opacity="0.4" filter="url(#fine)"/>`;
  });
  return `<g>${drawn.join('')}<path d="${bridge}" fill="none" stroke="#0a0a0c" stroke-width="${(head.unit * 0.03).toFixed(1)}"/></g>`;
}
