// Places the parts: dagre ranks them so that every arrow points down, and keeps those of a package together.

import dagre from '@dagrejs/dagre';
import type { Part, Parts } from './parts.ts';

/** Pixels; x and y are the top left corner. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Drawing {
  width: number;
  height: number;
  frames: (Area & { title: string })[];
  boxes: (Area & Part)[];
  arrows: { x: number; y: number }[][];
}

const BOX_HEIGHT = 44;
const PADDING = 16;
const TITLE_HEIGHT = 22;
const MARGIN = 20;

export function layoutParts({ frames, parts, arrows }: Parts): Drawing {
  const graph = new dagre.graphlib.Graph({ compound: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 26, ranksep: 30, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of frames) graph.setNode(`frame ${id}`, {});
  for (const { id, frame, title } of parts) {
    graph.setNode(id, { width: Math.max(96, title.length * 7.4 + 30), height: BOX_HEIGHT });
    graph.setParent(id, `frame ${frame}`);
  }
  for (const { from, to } of arrows) graph.setEdge(from, to);
  dagre.layout(graph);
  const boxes = parts.map((part) => ({ ...part, ...areaOf(graph.node(part.id)) }));
  const framed = frames.map(({ id, title }) => ({
    title,
    ...around(
      boxes.filter(({ frame }) => frame === id),
      title,
    ),
  }));
  const lines = arrows.map(({ from, to }) => graph.edge(from, to).points);
  return withinPage({ frames: framed, boxes, arrows: lines });
}

function areaOf(node: { x: number; y: number; width: number; height: number }): Area {
  const { width, height } = node;
  return {
    x: Math.round(node.x - width / 2),
    y: Math.round(node.y - height / 2),
    width: Math.round(width),
    height,
  };
}

function around(boxes: readonly Area[], title: string): Area {
  const left = Math.min(...boxes.map(({ x }) => x)) - PADDING;
  const top = Math.min(...boxes.map(({ y }) => y)) - PADDING - TITLE_HEIGHT;
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + PADDING;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + PADDING;
  const width = Math.max(right - left, title.length * 7 + 2 * PADDING);
  return { x: left, y: top, width, height: bottom - top };
}

/** Moves everything so that the outermost frame and arrow keep the margin. */
function withinPage({ frames, boxes, arrows }: Omit<Drawing, 'width' | 'height'>): Drawing {
  const xs = [...frames.flatMap(({ x, width }) => [x, x + width]), ...arrows.flat().map(({ x }) => x)];
  const ys = [...frames.flatMap(({ y, height }) => [y, y + height]), ...arrows.flat().map(({ y }) => y)];
  const left = Math.floor(Math.min(...xs)) - MARGIN;
  const top = Math.floor(Math.min(...ys)) - MARGIN;
  const moved = <Place extends { x: number; y: number }>(place: Place): Place => ({
    ...place,
    x: place.x - left,
    y: place.y - top,
  });
  return {
    width: Math.ceil(Math.max(...xs)) - left + MARGIN,
    height: Math.ceil(Math.max(...ys)) - top + MARGIN,
    frames: frames.map(moved),
    boxes: boxes.map(moved),
    arrows: arrows.map((points) => points.map(moved)),
  };
}
