// Places the states of a machine: dagre ranks them from start to end, a Parallel is a box of laid-out branches.

import dagre from '@dagrejs/dagre';
import { faultLine, type Machine, namedCatches, type State, waysOn } from './machine.ts';

/** Pixels; x and y are the top left corner, relative to the layout the box belongs to. */
export interface Box {
  name: string;
  state: State;
  x: number;
  y: number;
  width: number;
  height: number;
  branches: { x: number; y: number; layout: Layout }[];
}

export interface Arrow {
  points: { x: number; y: number }[];
  label: string;
  dashed: boolean;
}

export interface Layout {
  width: number;
  height: number;
  boxes: Box[];
  arrows: Arrow[];
}

const HEIGHT = 38;
const GAP = 14;
const HEADER = 26;

/** Lays out a whole machine without its fault line, which the legend tells. */
export function layoutMachine(machine: Machine): Layout {
  const faults = new Set(faultLine(machine));
  const shown = Object.entries(machine.States).filter(([name]) => !faults.has(name));
  const names = new Set(shown.map(([name]) => name));
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 22, ranksep: 24, marginx: GAP, marginy: GAP });
  const boxes = new Map(shown.map(([name, state]) => [name, measure(name, state)]));
  for (const [name, box] of boxes) graph.setNode(name, { width: box.width, height: box.height });
  for (const [name, state] of shown) {
    for (const next of waysOn(state)) if (names.has(next)) graph.setEdge(name, next, { label: '' });
    for (const { error, next } of namedCatches(state)) {
      const label = error.split('.').at(-1) ?? error;
      if (names.has(next))
        graph.setEdge(name, next, { label, dashed: true, width: label.length * 6, height: 14 }, error);
    }
  }
  dagre.layout(graph);
  for (const [name, box] of boxes) {
    const node = graph.node(name);
    box.x = Math.round(node.x - box.width / 2);
    box.y = Math.round(node.y - box.height / 2);
  }
  const arrows = graph.edges().map((edge: { v: string; w: string; name?: string }) => {
    const { points, label, dashed } = graph.edge(edge);
    return { points, label: String(label ?? ''), dashed: Boolean(dashed) };
  });
  return withinFrame([...boxes.values()], arrows);
}

/** Moves everything so that arrows which swing wide stay inside too. */
function withinFrame(boxes: Box[], arrows: Arrow[]): Layout {
  const xs = [
    ...boxes.flatMap((box) => [box.x, box.x + box.width]),
    ...arrows.flatMap((a) => a.points.map((p) => p.x)),
  ];
  const ys = [
    ...boxes.flatMap((box) => [box.y, box.y + box.height]),
    ...arrows.flatMap((a) => a.points.map((p) => p.y)),
  ];
  const left = Math.floor(Math.min(...xs)) - GAP;
  const top = Math.floor(Math.min(...ys)) - GAP;
  return {
    width: Math.ceil(Math.max(...xs)) - left + GAP,
    height: Math.ceil(Math.max(...ys)) - top + GAP,
    boxes: boxes.map((box) => ({ ...box, x: box.x - left, y: box.y - top })),
    arrows: arrows.map((arrow) => ({
      ...arrow,
      points: arrow.points.map((point) => ({ x: point.x - left, y: point.y - top })),
    })),
  };
}

function measure(name: string, state: State): Box {
  const branches = (state.Branches ?? []).map((branch) => layoutMachine(branch));
  const words = name.length + (state.Resource?.endsWith('.waitForTaskToken') ? 18 : 0);
  const labelWidth = Math.max(96, words * 7 + 34);
  const box: Box = { name, state, x: 0, y: 0, width: labelWidth, height: HEIGHT, branches: [] };
  if (branches.length === 0) return box;
  const tallest = Math.max(...branches.map((branch) => branch.height));
  let x = 0;
  for (const layout of branches) {
    box.branches.push({ x, y: HEADER + (tallest - layout.height) / 2, layout });
    x += layout.width;
  }
  return { ...box, width: Math.max(labelWidth, x), height: HEADER + tallest };
}
