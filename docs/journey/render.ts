// Turns a layout into an SVG that reads well on light and dark pages.

import type { Arrow, Box, Layout } from './layout.ts';
import { faultLine, type Machine, type State } from './machine.ts';

interface Look {
  fill: string;
  stroke: string;
  caption: string;
}

const LOOKS: Record<string, Look> = {
  lambda: { fill: '#fff1e0', stroke: '#d9822b', caption: 'Lambda step' },
  service: { fill: '#e3f0fb', stroke: '#3a7cbf', caption: 'AWS service, called directly' },
  Choice: { fill: '#f1eafb', stroke: '#8a63c7', caption: 'decision' },
  Pass: { fill: '#f4f5f6', stroke: '#9aa3ab', caption: 'reshapes data' },
  Wait: { fill: '#fdf8d8', stroke: '#b59b1f', caption: 'waits' },
  Succeed: { fill: '#e2f5e5', stroke: '#3d9a50', caption: 'answered' },
  Fail: { fill: '#fde4e4', stroke: '#c74a4a', caption: 'fault' },
  Parallel: { fill: '#fbfcfd', stroke: '#9aa3ab', caption: 'side by side' },
};
const LEGEND_HEIGHT = 78;
const FONT = "font-family='ui-sans-serif, system-ui, Segoe UI, Helvetica, Arial, sans-serif'";

/** A complete SVG document for a laid-out machine. */
export function renderJourney(machine: Machine, layout: Layout): string {
  const height = layout.height + LEGEND_HEIGHT;
  return [
    `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ${layout.width} ${height}' width='${layout.width}' height='${height}' ${FONT} font-size='12'>`,
    `<title>One photo, from upload to answer</title>`,
    `<defs><marker id='tip' viewBox='0 0 8 8' refX='7' refY='4' markerWidth='7' markerHeight='7' orient='auto-start-reverse'><path d='M0 0 L8 4 L0 8 z' fill='#6b747c'/></marker></defs>`,
    `<rect width='100%' height='100%' rx='10' fill='#ffffff'/>`,
    renderLayout(layout, 0, 0),
    renderLegend(machine, layout),
    '</svg>',
    '',
  ].join('\n');
}

function renderLayout(layout: Layout, x: number, y: number): string {
  const parts = [...layout.arrows.map(renderArrow), ...layout.boxes.map(renderBox)];
  return `<g transform='translate(${x} ${y})'>\n${parts.join('\n')}\n</g>`;
}

function lookOf(state: State): Look {
  const kind =
    state.Type === 'Task' ? (state.Resource?.includes(':lambda:') ? 'lambda' : 'service') : state.Type;
  return LOOKS[kind] ?? LOOKS['Pass']!;
}

function renderBox(box: Box): string {
  const { fill, stroke } = lookOf(box.state);
  const middle = box.x + box.width / 2;
  const waits = box.state.Resource?.endsWith('.waitForTaskToken') ? ' (a person answers)' : '';
  const radius =
    box.state.Type === 'Choice' ? 19 : box.state.Type === 'Succeed' || box.state.Type === 'Fail' ? 12 : 6;
  const textY = box.branches.length > 0 ? box.y + 17 : box.y + box.height / 2 + 4;
  return [
    `<rect x='${box.x}' y='${box.y}' width='${box.width}' height='${box.height}' rx='${radius}' fill='${fill}' stroke='${stroke}' stroke-width='1.3'/>`,
    `<text x='${middle}' y='${textY}' text-anchor='middle' fill='#24292e'${waits ? " font-size='11'" : ''}>${box.name}${waits}</text>`,
    ...box.branches.map((branch) => renderLayout(branch.layout, box.x + branch.x, box.y + branch.y)),
  ].join('\n');
}

function renderArrow(arrow: Arrow): string {
  const path = arrow.points
    .map((point, i) => `${i === 0 ? 'M' : 'L'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`)
    .join(' ');
  const dash = arrow.dashed ? " stroke-dasharray='4 3'" : '';
  const middle = arrow.points[Math.floor(arrow.points.length / 2)];
  const label =
    arrow.label && middle
      ? `<text x='${middle.x.toFixed(1)}' y='${middle.y.toFixed(1)}' text-anchor='middle' font-size='10' fill='#a33'>${arrow.label}</text>`
      : '';
  return `<path d='${path}' fill='none' stroke='#6b747c' stroke-width='1.2' stroke-linejoin='round'${dash} marker-end='url(#tip)'/>${label}`;
}

function renderLegend(machine: Machine, layout: Layout): string {
  const y = layout.height + 8;
  let x = 16;
  const keys = Object.values(LOOKS).map(({ fill, stroke, caption }) => {
    const key = `<rect x='${x}' y='${y}' width='16' height='12' rx='3' fill='${fill}' stroke='${stroke}'/><text x='${x + 22}' y='${y + 10}' fill='#444c54' font-size='11'>${caption}</text>`;
    x += 22 + caption.length * 6 + 18;
    return key;
  });
  const faults = `any fault after the claim → ${faultLine(machine).join(' → ')}`;
  return `${keys.join('\n')}\n<text x='16' y='${y + 38}' fill='#a33' font-size='12'>${faults}</text>`;
}
