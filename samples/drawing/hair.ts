// Hair: what lies behind the head, the cap over the skull, and what falls over the face's edge.

import { STYLES, type Style } from './hair-styles.ts';
import type { Head } from './head.ts';
import { mix, type Point, smooth } from './paths.ts';
import type { Person } from './persons.ts';
import { createRandom } from './random.ts';

/** Hair behind neck and face. */
export function drawHairBehind(head: Head, person: Person): string {
  const style = STYLES[person.hair.style];
  // Of a turned head the hair behind it comes into the light.
  const dark = mix(person.hair.colour, '#0c0605', head.isTurned ? 0 : 0.22);
  if (style.curl) return curls(head, person, style.curl);
  const shape = style.fall ? fallingOutline(head, style, style.fall) : skullOutline(head, style);
  const locks = style.fall ? hangingStrands(head, person, shape) : '';
  return `<path d="${smooth(shape)}" fill="${dark}"/>${locks}`;
}

/** Hair over the skull and the forehead's edge. Drawn after the face. */
export function drawHairInFront(head: Head, person: Person): string {
  const style = STYLES[person.hair.style];
  const fringe = style.fringe.map(([angle, y]) => head.visible(angle, y, 1.02));
  const cap = smooth([...crown(head, style), ...[...fringe].reverse()]);
  const shine = [-56, -34, -12, 10].map((angle) => surface(head, style, angle, -0.78));
  return `
    <clipPath id="cap"><path d="${cap}"/></clipPath>
    <path d="${smooth(fringe, true)}" fill="none" stroke="#3a160c" stroke-width="${width(head, 0.07)}" opacity="0.3" filter="url(#soft)"/>
    <path d="${cap}" fill="${person.hair.colour}"/>
    <g clip-path="url(#cap)">
      ${capStrands(head, person, style)}
      <path d="${smooth(shine, true)}" fill="none" stroke="${mix(person.hair.colour, '#fff2dc', 0.5)}" stroke-width="${width(head, 0.12)}" opacity="0.4" filter="url(#soft)"/>
    </g>
    ${style.curl ? fringeCurls(head, person, style.curl) : ''}
    ${style.fall ? sideLocks(head, person, style, style.fall) : ''}`;
}

/** From the left ear over the crown to the right ear, standing off the skull as the style does. */
function crown(head: Head, style: Style): Point[] {
  const heights = [0.02, -0.15, -0.32, -0.5, -0.66, -0.8, -0.91, -0.98];
  const side = (which: 'left' | 'right') =>
    heights.map((y) => head.outline(which, y, style.side + (style.top - style.side) * Math.max(0, -y)));
  return [...side('left'), head.project([0, -style.top, 0]), ...side('right').reverse()];
}

function skullOutline(head: Head, style: Style): Point[] {
  return [...crown(head, style), head.outline('right', 0.3, 0.86), head.outline('left', 0.3, 0.86)];
}

function fallingOutline(
  head: Head,
  style: Style,
  { bottom, flare }: { bottom: number; flare: number },
): Point[] {
  const steps = [0.2, 0.45, 0.7, 0.95, 1.2, bottom];
  const side = (which: 'left' | 'right') => {
    const sign = which === 'left' ? -1 : 1;
    const [x, y] = head.outline(which, 0, style.side);
    return steps.map((down, at): Point => {
      const wave = (at % 2 === 0 ? 0.035 : -0.015) * Math.min(1, down * 2);
      return [x + sign * head.unit * (wave + flare * Math.sin(down)), y + head.unit * down];
    });
  };
  const [centre] = head.project([0, 0, 0]);
  const tip: Point = [centre, head.project([0, bottom + 0.05, 0])[1]];
  return [...crown(head, style), ...side('right'), tip, ...side('left').reverse()];
}

/** A point of the hair's own surface over the skull. */
function surface(head: Head, style: Style, angle: number, y: number): Point {
  return head.visible(angle, y, style.side + (style.top - style.side) * Math.max(0, -y));
}

function capStrands(head: Head, person: Person, style: Style): string {
  const random = createRandom(person.seed + 2);
  return Array.from({ length: 70 }, (_, at) => {
    const reach = head.isTurned ? 165 : 92;
    const end = -reach + (2 * reach * (at + random())) / 70;
    const start = style.parting + (end - style.parting) * 0.12;
    const points = [0, 0.3, 0.6, 1].map((share) =>
      surface(
        head,
        style,
        start + (end - start) * share ** 0.8,
        -0.96 + share * (0.4 + Math.abs(end) * 0.007),
      ),
    );
    return strand(head, person, points, random);
  }).join('');
}

function hangingStrands(head: Head, person: Person, shape: readonly Point[]): string {
  const random = createRandom(person.seed + 1);
  const right = shape.slice(Math.floor(shape.length / 2) - 3, -7);
  const left = [...shape.slice(-6), ...shape.slice(0, 3)].reverse();
  const [centre] = head.project([0, 0, 0]);
  return [left, right]
    .flatMap((course) =>
      Array.from({ length: 16 }, () => {
        const depth = 0.5 + random() * 0.48;
        return strand(
          head,
          person,
          course.map(([x, y]): Point => [centre + (x - centre) * depth, y]),
          random,
        );
      }),
    )
    .join('');
}

/** Locks that fall from the parting over the ears to the shoulders. */
function sideLocks(
  head: Head,
  person: Person,
  style: Style,
  { bottom, flare }: { bottom: number; flare: number },
): string {
  const random = createRandom(person.seed + 4);
  return ([-1, 1] as const)
    .filter((side) => head.faces(side * 60))
    .map((side) => {
      const which = side === -1 ? 'left' : 'right';
      const [edgeX, edgeY] = head.outline(which, 0, style.side);
      const [faceX] = head.visible(side * 78, 0.1, 1.02);
      // Of a turned head only a lock beside the face lies in front; the rest hangs behind the ear.
      const thickness = Math.min(0.26, Math.max(0.06, Math.abs(edgeX - faceX) / head.unit)) * head.unit;
      const near = Math.abs(edgeX - faceX) < 0.3 * head.unit ? edgeX : faceX + side * thickness;
      const outer = [-0.3, 0, 0.3, 0.6, 0.9, 1.2, bottom].map((down): Point => {
        const wave = Math.sin(down * 7) * 0.02;
        return [
          near + side * head.unit * (flare * Math.max(0, Math.sin(down)) + wave),
          edgeY + head.unit * down,
        ];
      });
      const inner = outer.map(([x, y], at): Point => {
        const share = at / (outer.length - 1);
        return [x - side * thickness * (1 + Math.sin(Math.PI * share) + share * 0.5), y];
      });
      const top = head.visible(side * 70, -0.42, 1.04);
      const lock = [top, ...outer, ...inner.slice(1).reverse()];
      const strands = Array.from({ length: 12 }, () => {
        const share = random();
        const course = outer.map(([x, y], at): Point => [x + ((inner[at]?.[0] ?? x) - x) * share, y]);
        return strand(head, person, course, random);
      });
      return `
        <clipPath id="lock${which}"><path d="${smooth(lock)}"/></clipPath>
        <path d="${smooth(inner.slice(1), true)}" fill="none" stroke="#2c0f07" stroke-width="${width(head, 0.07)}" opacity="0.3" filter="url(#soft)"/>
        <path d="${smooth(lock)}" fill="${person.hair.colour}"/>
        <g clip-path="url(#lock${which})">${strands.join('')}</g>`;
    })
    .join('');
}

/** A cloud of curls around the head. */
function curls(head: Head, person: Person, radius: number): string {
  const random = createRandom(person.seed + 1);
  const rings = [1.02, 1.14, 1.26];
  return rings
    .flatMap((grow, ring) =>
      Array.from({ length: 30 }, (_, at) => {
        const angle = Math.PI * (0.86 + (1.28 * (at + random() * 0.6)) / 29);
        const centre = head.project([0, -0.18, -0.1]);
        const reach = head.unit * 0.9 * grow;
        const x = centre[0] + Math.cos(angle) * reach * 0.93;
        const y = centre[1] + Math.sin(angle) * reach;
        return curl(person, x, y, head.unit * radius * (1.15 - ring * 0.15), random);
      }),
    )
    .reverse()
    .join('');
}

function fringeCurls(head: Head, person: Person, radius: number): string {
  const random = createRandom(person.seed + 5);
  return Array.from({ length: 44 }, () => {
    const angle = -84 + random() * 168;
    const low = -0.66 + 0.42 * (Math.abs(angle) / 84) ** 2;
    const [x, y] = head.visible(angle, Math.max(-0.98, low - 0.06 - random() * 0.4), 1.06);
    return curl(person, x, y, head.unit * radius * (0.6 + random() * 0.3), random);
  }).join('');
}

function curl({ hair }: Person, x: number, y: number, radius: number, random: () => number): string {
  const tone = mix(hair.colour, random() < 0.5 ? '#6b4636' : '#000000', random() * 0.35);
  const turn = random() * 360;
  const line = mix(hair.colour, '#a9785c', 0.4);
  const at = `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${turn.toFixed(0)})`;
  const r = radius.toFixed(1);
  const inner = (radius * 0.6).toFixed(1);
  return `<g transform="${at}"><circle r="${r}" fill="${tone}"/><path d="M-${inner},0A${inner},${inner} 0 0 1 ${inner},0" fill="none" stroke="${line}" stroke-width="${(radius * 0.12).toFixed(1)}" opacity="0.4" stroke-linecap="round"/></g>`;
}

function strand(head: Head, { hair }: Person, points: readonly Point[], random: () => number): string {
  const tone = random() < 0.5 ? mix(hair.colour, '#ffeccc', 0.22) : mix(hair.colour, '#000000', 0.3);
  return `<path d="${smooth(points, true)}" fill="none" stroke="${tone}" stroke-width="${width(head, 0.006 + random() * 0.012)}" opacity="0.45"/>`;
}

function width(head: Head, share: number): string {
  return (head.unit * share).toFixed(1);
}
