// One person in front of a soft background, as SVG.

import { drawBody } from './body.ts';
import { drawFace, skinOutline } from './face.ts';
import { drawHairBehind, drawHairInFront } from './hair.ts';
import { createHead, type Pose } from './head.ts';
import { mix } from './paths.ts';
import type { Person } from './persons.ts';
import { createRandom } from './random.ts';

export interface Frame {
  width: number;
  height: number;
}

/** How one shot of a person differs from another. */
export interface Shot {
  pose?: Partial<Pose>;
  /** Where the head's centre lies, as shares of the frame. */
  centre?: readonly [x: number, y: number];
  /** Half the head's height as a share of the frame's height. */
  size?: number;
  eyesClosed?: boolean;
  mouthOpen?: boolean;
  sunglasses?: boolean;
}

export const PORTRAIT: Frame = { width: 800, height: 1000 };

/** A whole portrait. */
export function drawPortrait(person: Person, shot: Shot = {}, frame: Frame = PORTRAIT): string {
  return svg(frame, drawBackground(person, frame) + drawFigure(person, shot, frame));
}

/** Head and shoulders, to be laid over any background of the frame. */
export function drawFigure(person: Person, shot: Shot, frame: Frame, id = ''): string {
  const unit = frame.height * (shot.size ?? 0.235);
  const [x, y] = shot.centre ?? [0.5, 0.43];
  const centre = [x * frame.width, y * frame.height] as const;
  const pose: Pose = { yaw: 0, pitch: 0, roll: 0, ...shot.pose };
  const head = createHead(person.face, pose, centre, unit);
  const outline = skinOutline(head);
  const neck = [centre[0], centre[1] + unit] as const;
  const turn = `rotate(${pose.roll} ${neck[0].toFixed(1)} ${neck[1].toFixed(1)})`;
  const { eyesClosed = false, mouthOpen = false, sunglasses = false } = shot;
  const expression = { eyesClosed, mouthOpen, sunglasses };
  const figure = `
    ${filters(unit)}
    <g transform="${turn}">${drawHairBehind(head, person)}</g>
    ${drawBody(person, neck, unit)}
    <g transform="${turn}">
      ${drawFace(head, person, outline, expression)}
      ${drawHairInFront(head, person)}
    </g>`;
  // Two figures in one picture must not share clip paths and filters.
  return id ? figure.replaceAll(/(id="|url\(#)/g, `$1${id}`) : figure;
}

export function svg({ width, height }: Frame, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${content}</svg>`;
}

function filters(unit: number): string {
  const blurs = { hair: 0.004, crease: 0.009, fine: 0.018, soft: 0.055, wide: 0.11 };
  return Object.entries(blurs)
    .map(
      ([id, share]) =>
        `<filter id="${id}" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="${(share * unit).toFixed(2)}"/></filter>`,
    )
    .join('');
}

/** A wall in soft light with a few things far out of focus. */
export function drawBackground(
  { background: { wall, light, accents }, seed }: Pick<Person, 'background' | 'seed'>,
  frame: Frame,
): string {
  const random = createRandom(seed + 3);
  const { width, height } = frame;
  const spots = Array.from({ length: 9 }, (_, at) => {
    const [x, y, radius] = [random() * width, random() * height * 0.9, (0.05 + random() * 0.13) * width];
    return `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${radius.toFixed(0)}" fill="${accents[at % accents.length]}" opacity="0.45"/>`;
  });
  return `
    <defs>
      <linearGradient id="wall" x1="0" y1="0" x2="1" y2="1">
        <stop offset="0" stop-color="${light}"/><stop offset="0.6" stop-color="${wall}"/><stop offset="1" stop-color="${mix(wall, '#3a3a44', 0.3)}"/>
      </linearGradient>
      <filter id="far" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="${(width * 0.035).toFixed(1)}"/></filter>
    </defs>
    <rect width="${width}" height="${height}" fill="url(#wall)"/>
    <g filter="url(#far)">${spots.join('')}<rect x="${(width * 0.05).toFixed(0)}" y="${(height * 0.06).toFixed(0)}" width="${(width * 0.22).toFixed(0)}" height="${(height * 0.42).toFixed(0)}" fill="#ffffff" opacity="0.5"/></g>`;
}
