// EraseRows: deletes the rider's rows. Of reviews stays who did what and when, without rider, photo and words; of the profile that
// whatever still comes is refused.
// In: { riderId }  Out: { rows }
// Throws: ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { eraseRows, rowsOfRider } from '../adapters/rider-traces.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ riderId: z.string().check(z.minLength(1)) });

export const handler = defineStep('EraseRows', Input, async ({ riderId }) => ({
  rows: await eraseRows(riderId, await rowsOfRider(riderId), new Date()),
}));
