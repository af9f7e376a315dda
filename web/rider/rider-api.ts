// The rider's routes, as this page uses them: the types of their answers, no code of theirs.

import type * as z from 'zod/mini';
import type { Erasure as ErasureSchema } from '../../src/api/schemas/erasure.ts';
import type { Me as MeSchema, Preferences as PreferencesSchema } from '../../src/api/schemas/rider.ts';
import type {
  PhotoPage as PhotoPageSchema,
  Photo as PhotoSchema,
  UploadForm as UploadFormSchema,
  WantedUpload as WantedUploadSchema,
} from '../../src/api/schemas/rider-photo.ts';
import type { Api } from '../shared/api.ts';

export type Me = z.output<typeof MeSchema>;
export type Preferences = z.output<typeof PreferencesSchema>;
export type PhotoState = z.output<typeof PhotoSchema>;
export type PhotoPage = z.output<typeof PhotoPageSchema>;
export type UploadForm = z.output<typeof UploadFormSchema>;
export type WantedUpload = z.output<typeof WantedUploadSchema>;

export type Erasure = z.output<typeof ErasureSchema>;

/** Where a rider stands: what they have agreed to, and the photo they sent last. */
export interface Rider {
  me: Me;
  latest: PhotoState | undefined;
}

/** Rejects with ApiProblem. */
export async function readRider(api: Api): Promise<Rider> {
  const [me, photos] = await Promise.all([api.get<Me>('/v1/me'), api.get<PhotoPage>('/v1/photos?limit=1')]);
  return { me: me.body!, latest: photos.body?.photos[0] };
}

export type ConsentState = 'given' | 'outdated' | 'missing';

export function consentStateOf({ consent: { isRequired, version, given } }: Me): ConsentState {
  if (given?.version === version || !isRequired) return 'given';
  return given ? 'outdated' : 'missing';
}
