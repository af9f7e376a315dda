// Finds files that import each other in a circle (Tarjan's strongly connected components).

import type { SourceFile } from './imports.ts';

/** Every circle, each as its files in alphabetical order. Imports of types count: they tie files just as much to a reader. */
export function circlesOf(files: readonly SourceFile[]): string[][] {
  const imports = new Map(files.map(({ file, imports }) => [file, imports]));
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    open.push(file);
    for (const imported of imports.get(file) ?? []) {
      if (!imports.has(imported)) continue;
      if (!order.has(imported)) {
        visit(imported);
        lowest.set(file, Math.min(lowest.get(file)!, lowest.get(imported)!));
      } else if (open.includes(imported)) {
        lowest.set(file, Math.min(lowest.get(file)!, order.get(imported)!));
      }
    }
    if (lowest.get(file) !== order.get(file)) return;
    const circle = open.splice(open.indexOf(file));
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const { file } of files) if (!order.has(file)) visit(file);
  return circles.sort();
}
