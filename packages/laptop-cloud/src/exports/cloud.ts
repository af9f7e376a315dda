// The laptop cloud for whoever starts it from code.

export type { AccessLine } from '../access-log.ts';
export { type Cloud, type CloudOptions, startCloud } from '../cloud.ts';
export { parseMockConfiguration } from '../services/stepfunctions/tasks/mock-configuration.ts';
