// Every table of routes there is, by the function that serves it.

import { RIDER_ROUTES } from '../../src/api/rider/routes.ts';
import type { Route } from '../../src/shared/route.ts';

export const TABLES: Readonly<Record<string, readonly Route[]>> = { RiderApiFunction: RIDER_ROUTES };
