// Every route of operators: the table of OperateApiFunction, of docs/openapi.json and of the routes in template.yaml.

import type { Route } from '../../shared/route.ts';
import { listErasures } from './list-erasures.ts';
import { listExecutions } from './list-executions.ts';
import { putErasureOf } from './put-erasure-of.ts';
import { putRecheck } from './put-recheck.ts';
import { readExecution } from './read-execution.ts';
import { readHealth } from './read-health.ts';
import { readRecheck } from './read-recheck.ts';
import { redriveExecution } from './redrive-execution.ts';
import { redriveQueue } from './redrive-queue.ts';

export const OPERATE_ROUTES: readonly Route[] = [
  readHealth,
  redriveQueue,
  listExecutions,
  readExecution,
  redriveExecution,
  listErasures,
  putErasureOf,
  putRecheck,
  readRecheck,
];
