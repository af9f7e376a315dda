// How long executions are kept, and how many of them this start has forgotten.
import type { Terminal } from '../terminal.ts';

export function announceKept({ line, paint }: Terminal, keepGb: number | undefined, forgotten: number): void {
  const most = keepGb === undefined ? '' : `, the newest ${keepGb} GB`;
  const gone = forgotten === 0 ? '' : `; ${forgotten} ${forgotten === 1 ? 'was' : 'were'} forgotten now`;
  line(paint.dim(`Executions are kept for 90 days after their end${most}${gone}`));
}
