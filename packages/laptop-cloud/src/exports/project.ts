// For laptop.config.ts; loads nothing of the cloud itself.

export type { Project } from '../cli/command.ts';
export { defineProject } from '../cli/project.ts';
export { UsageError } from '../cli/usage-error.ts';
