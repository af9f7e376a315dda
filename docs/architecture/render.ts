// Turns a drawing into an SVG that reads well on light and dark pages.

import type { Drawing } from './layout.ts';

const FONT = "font-family='ui-sans-serif, system-ui, Segoe UI, Helvetica, Arial, sans-serif'";
const LEGEND_HEIGHT = 40;

/** A complete SVG document. */
export function renderArchitecture({ width, height, frames, boxes, arrows }: Drawing): string {
  return [
    `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ${width} ${height + LEGEND_HEIGHT}' width='${width}' height='${height + LEGEND_HEIGHT}' ${FONT} font-size='13'>`,
    `<title>Who imports whom</title>`,
    `<defs><marker id='tip' viewBox='0 0 8 8' refX='7' refY='4' markerWidth='7' markerHeight='7' orient='auto-start-reverse'><path d='M0 0 L8 4 L0 8 z' fill='#6b747c'/></marker></defs>`,
    `<rect width='100%' height='100%' rx='10' fill='#ffffff'/>`,
    ...frames.map(
      ({ x, y, width, height, title }) =>
        `<rect x='${x}' y='${y}' width='${width}' height='${height}' rx='10' fill='#f6f8fa' stroke='#9aa3ab'/>\n<text x='${x + 14}' y='${y + 20}' fill='#444c54' font-weight='600'>${title}</text>`,
    ),
    ...arrows.map((points) => {
      const path = points
        .map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
        .join(' ');
      return `<path d='${path}' fill='none' stroke='#6b747c' stroke-width='1.2' stroke-linejoin='round' marker-end='url(#tip)'/>`;
    }),
    ...boxes.map(({ x, y, width, height, title, files }) => {
      const middle = x + width / 2;
      return `<rect x='${x}' y='${y}' width='${width}' height='${height}' rx='6' fill='#e3f0fb' stroke='#3a7cbf' stroke-width='1.3'/>\n<text x='${middle}' y='${y + 19}' text-anchor='middle' fill='#24292e'>${title}</text>\n<text x='${middle}' y='${y + 35}' text-anchor='middle' fill='#57606a' font-size='11'>${size(files)}</text>`;
    }),
    `<text x='20' y='${height + 16}' fill='#444c54' font-size='12'>An arrow is at least one import. The laptop finds the application by template.yaml and laptop.config.ts, never by an import.</text>`,
    '</svg>',
    '',
  ].join('\n');
}

/** Rounded, so that not every new file asks for a new picture. */
function size(files: number): string {
  const about = files < 10 ? files : Math.round(files / 10) * 10;
  return `${files < 10 ? '' : 'about '}${about} ${files === 1 ? 'file' : 'files'}`;
}
