// What npm start tells of schedules: when each is due next.
import type { Cloud } from '../../cloud.ts';
import { logicalIdOf } from '../../stack/names.ts';
import type { Terminal } from '../terminal.ts';

/** A line for each schedule and each rule with one, the soonest first; nothing where there is none. */
export function announceSchedules(
  { line, paint }: Terminal,
  {
    scheduler,
    events,
    stack,
  }: Pick<Cloud, 'scheduler' | 'events'> & { stack: { context: { stackName: string } } },
): void {
  const nameOf = (type: string, name: string) => logicalIdOf(type, stack.context.stackName, name) ?? name;
  const all = [
    ...scheduler.upcoming().map(({ schedule, nextMs }) => ({
      name: nameOf('AWS::Scheduler::Schedule', schedule.name),
      expression: schedule.properties.ScheduleExpression,
      zone: schedule.properties.ScheduleExpressionTimezone,
      nextMs,
    })),
    ...events.scheduled.upcoming().map(({ rule: { definition }, nextMs }) => ({
      name: nameOf('AWS::Events::Rule', definition.name),
      expression: definition.schedule,
      zone: undefined,
      nextMs,
    })),
  ].sort((one, other) => one.nextMs - other.nextMs);
  if (all.length === 0) return;
  line('Schedules, due next (laptop-cloud run-schedule NAME runs one now):');
  for (const { name, expression, zone, nextMs } of all)
    line(
      `  ${name.padEnd(20)} ${new Date(nextMs).toISOString()} ${paint.dim(`${expression}${zone ? ` ${zone}` : ''}`)}`,
    );
  line();
}
