// Every table of routes that the API has.

import { OPERATE_ROUTES } from '../../src/api/operate/routes.ts';
import { REVIEW_ROUTES } from '../../src/api/review/routes.ts';
import { RIDER_ROUTES } from '../../src/api/rider/routes.ts';
import type { Route } from '../../src/shared/route.ts';

/** By the function that serves it. */
export const TABLES: Readonly<Record<string, readonly Route[]>> = {
  RiderApiFunction: RIDER_ROUTES,
  ReviewApiFunction: REVIEW_ROUTES,
  OperateApiFunction: OPERATE_ROUTES,
};
