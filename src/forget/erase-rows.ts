// EraseRows: deletes the rider's rows, the profile last. Of reviews stays who did what and when, without rider, photo and words.
// In: { riderId }  Out: { rows }
// Throws: ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { eraseRows, rowsOfRider } from '../adapters/rider-traces.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ riderId: z.string().check(z.minLength(1)) });

export const handler = defineStep('EraseRows', Input, async ({ riderId }) => ({
  rows: await eraseRows(await rowsOfRider(riderId)),
}));
