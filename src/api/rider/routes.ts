// Every route of riders: the table of RiderApiFunction, of docs/openapi.json and of the routes in template.yaml.

import type { Route } from '../../shared/route.ts';
import { deleteConsent } from './delete-consent.ts';
import { listPhotos } from './list-photos.ts';
import { putAppeal } from './put-appeal.ts';
import { putConsent } from './put-consent.ts';
import { putErasure } from './put-erasure.ts';
import { putPhoto } from './put-photo.ts';
import { putPreferences } from './put-preferences.ts';
import { readErasure } from './read-erasure.ts';
import { readExport } from './read-export.ts';
import { readMe } from './read-me.ts';
import { readPhoto } from './read-photo.ts';
import { readPreferences } from './read-preferences.ts';

export const RIDER_ROUTES: readonly Route[] = [
  readMe,
  putConsent,
  deleteConsent,
  readPreferences,
  putPreferences,
  readExport,
  listPhotos,
  putPhoto,
  readPhoto,
  putAppeal,
  putErasure,
  readErasure,
];
