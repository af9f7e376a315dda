// Skin with its light and shade, nose, mouth, ears and beard.

import { drawEyes, drawSunglasses } from './eyes.ts';
import type { Head } from './head.ts';
import { mix, type Point, smooth } from './paths.ts';
import type { Person } from './persons.ts';

export interface Expression {
  eyesClosed: boolean;
  mouthOpen: boolean;
  sunglasses: boolean;
}

/** The skin's outline: under the hair above, along the jaw below. */
export function skinOutline(head: Head): Point[] {
  // The forehead goes on under the hair; where it ends is the hair's affair.
  const hairline = (
    [
      [-92, 0.02],
      [-82, -0.3],
      [-66, -0.56],
      [-46, -0.74],
      [-20, -0.82],
      [0, -0.84],
      [20, -0.82],
      [46, -0.74],
      [66, -0.56],
      [82, -0.3],
      [92, 0.02],
    ] as const
  ).map(([angle, y]) => head.visible(angle, y));
  const heights = [0.18, 0.36, 0.52, 0.66, 0.78, 0.88, 0.95];
  const jaw = (side: 'left' | 'right') =>
    heights.map((y): Point => {
      const angle = side === 'left' ? -88 : 88;
      return head.faces(angle) ? head.visible(angle, y) : head.outline(side, y);
    });
  return [...hairline, ...jaw('right'), head.visible(0, 1), ...jaw('left').reverse()];
}

/** The whole face over the hair's back; `outline` as `skinOutline` gives it. */
export function drawFace(
  head: Head,
  person: Person,
  outline: readonly Point[],
  expression: Expression,
): string {
  const shape = smooth(outline);
  return `
    ${[-1, 1].map((side) => ear(head, person, side as -1 | 1)).join('')}
    <clipPath id="face"><path d="${shape}"/></clipPath>
    <path d="${shape}" fill="${person.skin}"/>
    <g clip-path="url(#face)">
      ${shading(head, person)}
      ${person.beard ? beard(head, person, person.beard) : ''}
      ${drawEyes(head, person, expression.eyesClosed)}
      ${(expression.mouthOpen ? openMouth : mouth)(head, person)}
      ${expression.eyesClosed ? '' : lines(head, person)}
    </g>
    ${nose(head, person)}
    ${expression.sunglasses ? drawSunglasses(head, person) : ''}`;
}

/** A blurred ellipse on the skin. */
function glow(head: Head, at: Point, size: Point, colour: string, opacity: number, blur = 'soft'): string {
  const ring = Array.from({ length: 16 }, (_, step): Point => {
    const angle = (step / 16) * 2 * Math.PI;
    return head.project(
      head.skin(at[0] + Math.cos(angle) * size[0], at[1] + Math.sin(angle) * size[1], 0.01),
    );
  });
  return `<path d="${smooth(ring)}" fill="${colour}" opacity="${opacity}" filter="url(#${blur})"/>`;
}

// Light from the upper left: bright forehead and cheek there, shade along the other side and under each ridge.
function shading(head: Head, { skin, face }: Person): string {
  const shade = mix(skin, '#4a1f14', 0.5);
  const light = mix(skin, '#fff4e2', 0.6);
  const side = [-0.62, -0.4, -0.1, 0.2, 0.45, 0.65, 0.8, 0.92, 0.99];
  const edge = (which: 'left' | 'right', strength: number) =>
    `<path d="${smooth(
      side.map((y) => head.outline(which, y)),
      true,
    )}" fill="none" stroke="${shade}" stroke-width="${(head.unit * 0.2).toFixed(1)}" opacity="${strength}" filter="url(#soft)"/>`;
  return [
    edge('right', 0.5),
    edge('left', 0.22),
    glow(head, [-0.12, -0.42], [0.32, 0.13], light, 0.5, 'wide'),
    glow(head, [-0.38, 0.2], [0.16, 0.11], light, 0.5),
    glow(head, [0.36, 0.2], [0.14, 0.1], light, 0.3),
    glow(head, [0, 0.82], [0.13, 0.07], light, 0.35),
    ...[-1, 1].map((at) => glow(head, [at * 0.42, 0.27], [0.16, 0.1], mix(skin, '#d4534a', 0.5), 0.26)),
    ...[-1, 1].map((at) => glow(head, [at * 0.52, 0.42], [0.06, 0.2], shade, 0.2)),
    glow(head, [0, face.mouth.y + 0.135], [0.16, 0.03], shade, 0.42, 'fine'),
    glow(head, [0, 0.99], [0.3, 0.04], shade, 0.5),
    glow(head, [0, -0.66], [0.5, 0.07], shade, 0.35),
  ].join('');
}

function ear(head: Head, { skin, hair }: Person, side: -1 | 1): string {
  // Long hair covers the ears.
  if (!head.faces(side * 80) || hair.style === 'long') return '';
  const [x, y] = head.project(head.around(side * 96, 0.07, 1.05));
  const place = `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${side * 8})`;
  const size = (share: number) => (head.unit * share).toFixed(1);
  return `
    <g transform="${place}">
      <ellipse rx="${size(0.085)}" ry="${size(0.185)}" fill="${mix(skin, '#a2483a', 0.14)}"/>
      <ellipse cx="${size(side * 0.015)}" rx="${size(0.045)}" ry="${size(0.12)}" fill="${mix(skin, '#6b2a1e', 0.45)}" opacity="0.5" filter="url(#fine)"/>
    </g>`;
}

// The nose stands out of the face, so its tip moves further than its root when the head turns.
function nose(head: Head, { skin, face: { nose: size, eyes } }: Person): string {
  const root = eyes.y - 0.02;
  const base = root + size.length;
  const shade = mix(skin, '#4a1f14', 0.55);
  const light = mix(skin, '#fff6e8', 0.7);
  const on = (x: number, y: number, bump: number) => head.project(head.skin(x, y, bump));
  const ridge = [on(0, root - 0.06, 0.05), on(0, root + size.length * 0.4, 0.12), on(0, base - 0.07, 0.23)];
  const flank = (side: number): Point[] => [
    on(side * 0.05, root - 0.1, 0.03),
    on(side * size.bridge, root + 0.06, 0.03),
    on(side * size.bridge * 0.95, root + size.length * 0.5, 0.08),
    on(side * size.width * 0.8, base - 0.1, 0.1),
    on(side * size.width, base - 0.03, 0.07),
    on(side * size.width * 0.8, base + 0.025, 0.08),
  ];
  const under = [
    on(-size.width, base - 0.02, 0.07),
    on(-size.width * 0.55, base + 0.03, 0.12),
    on(0, base + 0.045, 0.19),
    on(size.width * 0.55, base + 0.03, 0.12),
    on(size.width, base - 0.02, 0.07),
  ];
  const body = smooth([...flank(-1), on(0, base + 0.045, 0.2), ...flank(1).reverse()]);
  const nostril = (side: number) => {
    const [x, y] = on(side * size.width * 0.48, base + 0.012, 0.13);
    return `<ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" rx="${(head.unit * size.width * 0.24).toFixed(1)}" ry="${(head.unit * 0.017).toFixed(1)}" fill="${mix(shade, '#1a0805', 0.5)}" opacity="0.8" filter="url(#hair)"/>`;
  };
  const width = (share: number) => (head.unit * share).toFixed(1);
  return `
    <path d="${body}" fill="${skin}" opacity="${head.faces(90) && head.faces(-90) ? 0.6 : 1}" filter="url(#hair)"/>
    <path d="${smooth(flank(1), true)}" fill="none" stroke="${shade}" stroke-width="${width(0.05)}" opacity="0.42" filter="url(#fine)"/>
    <path d="${smooth(flank(-1), true)}" fill="none" stroke="${shade}" stroke-width="${width(0.03)}" opacity="0.22" filter="url(#fine)"/>
    <path d="${smooth(ridge, true)}" fill="none" stroke="${light}" stroke-width="${width(0.055)}" opacity="0.55" stroke-linecap="round" filter="url(#fine)"/>
    <path d="${smooth(under, true)}" fill="none" stroke="${shade}" stroke-width="${width(0.026)}" opacity="0.75" stroke-linecap="round" filter="url(#hair)"/>
    ${nostril(-1)}${nostril(1)}`;
}

function mouth(head: Head, { lips, face: { mouth: size } }: Person): string {
  const row = (height: (share: number) => number, lift: number): Point[] =>
    [-1, -0.75, -0.45, -0.2, 0, 0.2, 0.45, 0.75, 1].map((share) =>
      head.project(head.skin(share * size.width, size.y - size.smile * share ** 2 + height(share), lift)),
    );
  const bow = (share: number) =>
    -size.upper * (1 - Math.abs(share) ** 1.6) * (1 - 0.22 * Math.exp(-((share / 0.13) ** 2)));
  const belly = (share: number) => size.lower * (1 - share ** 2) ** 0.8;
  const middle = row((share) => 0.012 * (1 - share ** 2), 0.05);
  const upper = row(bow, 0.05);
  const lower = row(belly, 0.05);
  const shine = row((share) => size.lower * 0.5 * (1 - share ** 2), 0.06).slice(3, 6);
  const dark = mix(lips, '#2a0a0a', 0.6);
  return `
    <path d="${smooth([...middle, ...lower.slice(1, -1).reverse()])}" fill="${mix(lips, '#ffffff', 0.1)}" filter="url(#hair)"/>
    <path d="${smooth([...upper, ...middle.slice(1, -1).reverse()])}" fill="${mix(lips, '#3a0f12', 0.16)}" filter="url(#hair)"/>
    <path d="${smooth(middle, true)}" fill="none" stroke="${dark}" stroke-width="${(head.unit * 0.018).toFixed(1)}" stroke-linecap="round" filter="url(#hair)"/>
    <path d="${smooth(shine, true)}" fill="none" stroke="#ffffff" stroke-width="${(head.unit * 0.03).toFixed(1)}" opacity="0.3" stroke-linecap="round" filter="url(#fine)"/>`;
}

// A shout: the lips are a ring around the dark, with teeth above and the tongue below.
function openMouth(head: Head, { lips, face: { mouth: size } }: Person): string {
  const ring = (width: number, up: number, down: number, lift = 0.05): Point[] =>
    Array.from({ length: 20 }, (_, step): Point => {
      const angle = (step / 20) * 2 * Math.PI;
      const y = Math.sin(angle);
      return head.project(head.skin(Math.cos(angle) * width, size.y + 0.05 + y * (y < 0 ? up : down), lift));
    });
  const wide = size.width * 0.85;
  return `
    <path d="${smooth(ring(wide, 0.15, 0.27))}" fill="${mix(lips, '#ffffff', 0.05)}" filter="url(#hair)"/>
    <path d="${smooth(ring(wide * 0.78, 0.095, 0.2))}" fill="#2a0a0c" filter="url(#hair)"/>
    <path d="${smooth(ring(wide * 0.6, 0.088, -0.035))}" fill="#f2ece4" filter="url(#hair)"/>
    <path d="${smooth(ring(wide * 0.5, -0.11, 0.19, 0.04))}" fill="${mix(lips, '#b03a44', 0.5)}" filter="url(#fine)"/>`;
}

// The lines of a grown-up who smiles: beside the mouth, under and beside the eyes.
function lines(
  head: Head,
  {
    skin,
    lines: strength,
    face: {
      mouth: size,
      nose: { length, width },
      eyes,
    },
  }: Person,
): string {
  const base = eyes.y + length;
  const on = (x: number, y: number) => head.project(head.skin(x, y, 0.02));
  const each = (side: number): [Point[], number][] => [
    [
      [
        on(side * (width + 0.05), base - 0.03),
        on(side * (size.width * 0.85 + 0.04), base + 0.09),
        on(side * (size.width + 0.07), size.y - size.smile),
      ],
      0.02,
    ],
    [
      [
        on(side * (eyes.apart - 0.12), eyes.y + 0.1),
        on(side * eyes.apart, eyes.y + 0.135),
        on(side * (eyes.apart + 0.13), eyes.y + 0.11),
      ],
      0.014,
    ],
    [[on(side * (eyes.apart + 0.18), eyes.y - 0.02), on(side * (eyes.apart + 0.24), eyes.y - 0.045)], 0.009],
    [[on(side * (eyes.apart + 0.18), eyes.y + 0.02), on(side * (eyes.apart + 0.25), eyes.y + 0.03)], 0.009],
  ];
  return [...each(-1), ...each(1)]
    .map(
      ([course, breadth]) =>
        `<path d="${smooth(course, true)}" fill="none" stroke="${mix(skin, '#4a1f14', 0.5)}" stroke-width="${(head.unit * breadth).toFixed(1)}" opacity="${strength}" stroke-linecap="round" filter="url(#crease)"/>`,
    )
    .join('');
}

function beard(
  head: Head,
  { face: { mouth: size } }: Person,
  { colour, strength }: { colour: string; strength: number },
): string {
  const heights = [0.12, 0.3, 0.48, 0.64, 0.78, 0.9, 0.98];
  const outer = [
    ...heights.map((y) => head.outline('left', y)),
    head.visible(0, 1.02),
    ...heights.map((y) => head.outline('right', y)).reverse(),
  ];
  const inner = (
    [
      [0.6, 0.2],
      [0.5, 0.42],
      [0.34, 0.47],
      [0.12, size.y - 0.12],
      [-0.12, size.y - 0.12],
      [-0.34, 0.47],
      [-0.5, 0.42],
      [-0.6, 0.2],
    ] as const
  ).map(([x, y]) => head.project(head.skin(x, y)));
  return `<path d="${smooth([...outer, ...inner])}" fill="${colour}" opacity="${strength}" filter="url(#fine)"/>`;
}
