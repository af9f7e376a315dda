// --explain: the photo as the rules saw it, with face box, landmarks and every finding drawn on it.

import sharp from 'sharp';
import type { AnswerFinding } from './answer.ts';

/** What DetectFace returned, as far as it is drawn. Ratios of the picture's sides. */
export interface SeenFace {
  boundingBox: { left: number; top: number; width: number; height: number };
  landmarks?: Record<string, { x: number; y: number } | undefined>;
}

const PICTURE_WIDTH = 720;
const PANEL_WIDTH = 900;
const ROW_HEIGHT = 40;
const MARGIN = 20;
const COLOURS: Record<string, string> = {
  passed: '#2f9e4f',
  failed: '#d1373f',
  review: '#c77700',
  unavailable: '#8a63c7',
  'not-applicable': '#8b949e',
};

/** Writes a PNG: the picture on the left, the findings beside it. */
export async function writeExplanation(
  target: string,
  picture: Buffer,
  face: SeenFace | null,
  findings: AnswerFinding[],
): Promise<void> {
  const resized = await sharp(picture)
    .resize({ width: PICTURE_WIDTH })
    .png()
    .toBuffer({ resolveWithObject: true });
  const height = Math.max(resized.info.height, findings.length * ROW_HEIGHT + 2 * MARGIN);
  await sharp({ create: { width: PICTURE_WIDTH + PANEL_WIDTH, height, channels: 3, background: '#ffffff' } })
    .composite([
      { input: resized.data, left: 0, top: 0 },
      { input: Buffer.from(drawFace(face, PICTURE_WIDTH, resized.info.height)), left: 0, top: 0 },
      { input: Buffer.from(drawFindings(findings, PANEL_WIDTH, height)), left: PICTURE_WIDTH, top: 0 },
    ])
    .png()
    .toFile(target);
}

function drawFace(face: SeenFace | null, width: number, height: number): string {
  if (!face) return svg(width, height, '');
  const { left, top, width: w, height: h } = face.boundingBox;
  const box = `<rect x='${left * width}' y='${top * height}' width='${w * width}' height='${h * height}' fill='none' stroke='#00c2ff' stroke-width='3' rx='4'/>`;
  const points = Object.values(face.landmarks ?? {})
    .filter((point) => point !== undefined)
    .map(
      (point) =>
        `<circle cx='${point.x * width}' cy='${point.y * height}' r='5' fill='#ffd400' stroke='#333'/>`,
    );
  return svg(width, height, box + points.join(''));
}

function drawFindings(findings: AnswerFinding[], width: number, height: number): string {
  const rows = findings.map((finding, i) => {
    const y = MARGIN + i * ROW_HEIGHT + 18;
    const colour = COLOURS[finding.status] ?? '#333';
    const measured = finding.measured === undefined ? '' : String(finding.measured);
    const wants = finding.threshold === undefined ? '' : `wants ${finding.threshold}`;
    return (
      `<circle cx='${MARGIN}' cy='${y - 5}' r='6' fill='${colour}'/>` +
      `<text x='${MARGIN + 16}' y='${y}' font-weight='bold' fill='#24292e'>${escapeXml(finding.code)}</text>` +
      `<text x='${MARGIN + 185}' y='${y}' fill='${colour}'>${escapeXml(finding.status)}</text>` +
      `<text x='${MARGIN + 305}' y='${y - 4}' fill='#24292e' font-size='13'>${escapeXml(shorten(measured, 76))}</text>` +
      `<text x='${MARGIN + 305}' y='${y + 11}' fill='#57606a' font-size='12'>${escapeXml(shorten(wants, 92))}</text>`
    );
  });
  return svg(width, height, rows.join(''));
}

function svg(width: number, height: number, content: string): string {
  return `<svg xmlns='http://www.w3.org/2000/svg' width='${width}' height='${height}' font-family='sans-serif' font-size='15'>${content}</svg>`;
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
