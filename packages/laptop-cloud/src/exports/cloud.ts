// The laptop cloud for whoever starts it from code.

export type { AccessLine } from '../access-log.ts';
export { type Cloud, startCloud } from '../cloud.ts';
export type { CloudOptions } from '../cloud-options.ts';
export { parseMockConfiguration } from '../services/stepfunctions/tasks/mock-configuration.ts';
