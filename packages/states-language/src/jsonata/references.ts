// What a JSONata expression refers to outside itself: variables, members of `$states`, and the context item, which
// expressions of a state machine do not have.
import type { ExprNode } from 'jsonata';

export interface References {
  /** Variables that the expression does not bind itself, without the dollar sign. */
  variables: ReadonlySet<string>;
  /** The names of the members of `$states` that are read. */
  states: ReadonlySet<string>;
  /** Names, `$` or `$$` that would be read from the context item. */
  context: ReadonlySet<string>;
}

/** Reads the references of a parsed expression. */
export function referencesOf(ast: ExprNode): References {
  const found = { variables: new Set<string>(), states: new Set<string>(), context: new Set<string>() };
  walk(ast, { isTop: true, bound: new Set(), found });
  return found;
}

interface Walk {
  /** Whether names are read from the context item of the whole expression, and not from what a path has reached. */
  isTop: boolean;
  /** Variables bound within the expression. A binding also holds for what comes before it, which hides nothing here. */
  bound: Set<string>;
  found: { variables: Set<string>; states: Set<string>; context: Set<string> };
}

/** The parts of a node, as the parser names them. */
interface Node {
  type?: string;
  value?: unknown;
  steps?: Node[];
  arguments?: Node[];
  body?: Node;
  lhs?: Node | Node[] | Node[][];
  /** Variables that a step of a path binds: `@$focus`, `#$index`. */
  focus?: string;
  index?: string;
  [part: string]: unknown;
}

function walk(node: unknown, walked: Walk): void {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, walked);
    return;
  }
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return;
  const { type, focus, index } = node as Node;
  for (const name of [focus, index]) if (typeof name === 'string') walked.bound.add(name);
  const visit = (type !== undefined && VISIT[type]) || walkParts;
  visit(node as Node, walked);
}

/** Parts of a node that see what the node has reached: predicates, groupings, sort terms. */
const INNER: ReadonlySet<string> = new Set(['predicate', 'stages', 'group', 'terms']);

function walkParts(node: Node, walked: Walk): void {
  for (const [name, part] of Object.entries(node))
    walk(part, INNER.has(name) ? { ...walked, isTop: false } : walked);
}

const VISIT: Readonly<Record<string, (node: Node, walked: Walk) => void>> = {
  name: (node, walked) => {
    if (walked.isTop) walked.found.context.add(String(node.value));
    walkParts(node, walked);
  },
  variable: (node, walked) => {
    const name = String(node.value);
    if (name === '$') walked.found.context.add('$$');
    else if (name !== '') {
      if (!walked.bound.has(name)) walked.found.variables.add(name);
    } else if (walked.isTop) walked.found.context.add('$');
    walkParts(node, walked);
  },
  path: ({ steps = [], ...rest }, walked) => {
    const [first, second] = steps;
    if (first?.type === 'variable' && first.value === 'states' && second?.type === 'name')
      walked.found.states.add(String(second.value));
    for (const [at, step] of steps.entries()) walk(step, at === 0 ? walked : { ...walked, isTop: false });
    walkParts(rest, walked);
  },
  lambda: (node, walked) => {
    const own = (node.arguments ?? []).map(({ value }) => String(value));
    walk(node.body, { ...walked, bound: new Set([...walked.bound, ...own]) });
  },
  block: (node, walked) => {
    walkParts(node, { ...walked, bound: new Set(walked.bound) });
  },
  bind: (node, walked) => {
    const { value } = node.lhs as Node;
    walked.bound.add(String(value));
    walk(node['rhs'], walked);
  },
  transform: (node, walked) => walkParts(node, { ...walked, isTop: false }),
};
