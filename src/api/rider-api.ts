// RiderApi: what riders do with their own photos and data. Its role may write uploads and read none, and reads and writes rows
// of riders and the links from people to them.

import { serve } from '../shared/route.ts';
import { RIDER_ROUTES } from './rider/routes.ts';

export const handler = serve(RIDER_ROUTES);
