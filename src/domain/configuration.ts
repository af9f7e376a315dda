// The thresholds of every rule, in one place: a JSON template parameter that overrides these defaults key by key.
// `reject` bounds lead to a failed finding, `review` bounds to a look by a person.

import * as z from 'zod/mini';
import { ConfigurationError } from './configuration-error.ts';
import { describeProblems } from './configuration-problems.ts';
import { CONTENT_LABELS } from './content-labels.ts';
import { IMAGE_TYPES } from './photo.ts';
import { QUORUM_CODES } from './quorum-codes.ts';

/** Step Functions waits no longer than this many seconds. */
const MAX_WAIT_SECONDS = 99_999_999;

const percent = (byDefault: number) => z._default(z.number().check(z.gte(0), z.lte(100)), byDefault);
const degrees = (byDefault: number) => z._default(z.number().check(z.gte(0), z.lte(180)), byDefault);
const count = (byDefault: number) => z._default(z.int().check(z.gte(1)), byDefault);
const seconds = (byDefault: number) =>
  z._default(z.int().check(z.gte(1), z.lte(MAX_WAIT_SECONDS)), byDefault);

/** A section that may be left out, wholly or key by key. */
const section = <Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  ...checks: z.core.$ZodCheck<z.output<z.ZodMiniObject<Shape, z.core.$strict>>>[]
) =>
  z.prefault(z.strictObject(shape).check(...checks), {} as z.input<z.ZodMiniObject<Shape, z.core.$strict>>);

/** `low` must not lie above `high`: a band the wrong way round would silently never apply. */
const ordered = <Low extends string, High extends string>(low: Low, high: High) =>
  z.refine<Record<Low | High, number>>((band) => band[low] <= band[high], {
    path: [low],
    error: `at most ${high}`,
  });

const uniqueList = <Item extends z.core.SomeType>(item: Item) =>
  z.array(item).check(
    z.minLength(1),
    z.refine((items) => new Set(items).size === items.length, { error: 'each value once' }),
  );

/** An angle: passed up to `review`, looked at by a person up to `reject`, failed beyond. Degrees, without sign. */
const angle = (review: number) =>
  section({ reject: degrees(45), review: degrees(review) }, ordered('review', 'reject'));

const labels = (byDefault: z.output<typeof contentLabel>[]) =>
  z._default(z.array(contentLabel), () => [...byDefault]);
const contentLabel = z.enum(CONTENT_LABELS);

export const ConfigurationSchema = section({
  file: section(
    {
      /** A picture worth decoding: good ones of the smallest sides take 2 kB and more in the newest formats. */
      minBytes: count(1024),
      maxBytes: count(15 * 1024 * 1024),
      /** By content, never by name. */
      types: z._default(uniqueList(z.enum(IMAGE_TYPES)), () => [...IMAGE_TYPES]),
    },
    ordered('minBytes', 'maxBytes'),
  ),
  image: section(
    {
      minSidePixels: count(200),
      maxSidePixels: count(10_000),
      /** What phones call 50 megapixels is up to 8192 x 6144. */
      maxPixels: count(50_400_000),
      /** An AVIF is decoded as a whole, with up to 25 bytes for each pixel; the others row by row or with less. */
      maxAvifPixels: count(20_000_000),
      /** Longer side to shorter side: a strip has no room for a face, and made small no model takes it. */
      maxSideRatio: z._default(z.number().check(z.gte(1)), 10),
      /** Each goes over the whole picture. Cameras and encoders write one to about twenty into a JPEG; an AVIF may have eight. */
      maxScans: count(100),
    },
    ordered('minSidePixels', 'maxSidePixels'),
  ),
  face: section({
    /** Faces the model is less sure of are not counted as faces. */
    minConfidence: percent(90),
    /** Of the main face's area: smaller faces are passers-by. */
    ignoreSmallerThanPercent: percent(10),
    /** Of the frame's height. */
    minHeightPercent: percent(20),
    minHeightPixels: count(100),
    pose: section({
      yaw: angle(30),
      pitch: section({ down: angle(25), up: angle(30) }),
      roll: angle(30),
    }),
    /** How sure the model must be of sunglasses, a covered face, closed eyes or an open mouth. */
    attributeConfidence: percent(90),
    /** What an open mouth leads to: to models who laughs has one, too. */
    mouthOpen: z._default(z.enum(['off', 'review', 'retake']), 'off'),
    brightness: section({ min: percent(40), max: percent(95) }, ordered('min', 'max')),
    sharpness: section({ min: percent(40) }),
    /** Of the frame's side: how far from every edge the face must stay. */
    frameMarginPercent: z._default(z.number().check(z.gte(0), z.lt(50)), 0),
  }),
  /** Years: the middle of the estimated range below `reject` fails, up to and including `review` a person looks. */
  age: section(
    {
      reject: z._default(z.number().check(z.gte(0)), 16),
      review: z._default(z.number().check(z.gte(0)), 20),
    },
    ordered('reject', 'review'),
  ),
  content: section({
    reject: section({
      labels: labels(['Explicit', 'Violence', 'Visually Disturbing', 'Hate Symbols']),
      confidence: percent(60),
    }),
    review: section({
      labels: labels([
        'Non-Explicit Nudity of Intimate parts and Kissing',
        'Swimwear or Underwear',
        'Drugs & Tobacco',
        'Alcohol',
        'Rude Gestures',
        'Gambling',
      ]),
      confidence: percent(80),
    }),
  }),
  notAPhoto: section({ confidence: percent(80), enabled: z._default(z.boolean(), true) }),
  duplicate: section(
    {
      rejectPercent: percent(99),
      reviewPercent: percent(90),
      /** A renewal whose similarity to the rider's own earlier face is below this goes to a person. */
      sameRiderPercent: percent(95),
      /** What the collection is asked for: less similar faces never come back from it. */
      searchPercent: percent(80),
      /** A face that came in less than this before a search may be missing from it. */
      settlingSeconds: seconds(30),
    },
    ordered('reviewPercent', 'rejectPercent'),
    ordered('searchPercent', 'reviewPercent'),
    ordered('searchPercent', 'sameRiderPercent'),
  ),
  blockList: section({ enabled: z._default(z.boolean(), false), percent: percent(97) }),
  /** Scores run from 0 (nothing wrong) to 1 (surely against the policy). */
  customModel: section(
    {
      /** Without an answer of a required model a person decides; a model that is not required is passed over. */
      required: z._default(z.boolean(), true),
      rejectScore: z._default(z.number().check(z.gte(0), z.lte(1)), 0.9),
      reviewScore: z._default(z.number().check(z.gte(0), z.lte(1)), 0.6),
    },
    ordered('reviewScore', 'rejectScore'),
  ),
  thumbnails: section({
    /** Pixels of a side. */
    sizes: z._default(uniqueList(z.int().check(z.gte(16), z.lte(4096))), () => [64, 256, 1024]),
    formats: z._default(uniqueList(z.enum(['webp', 'jpeg'])), () => ['webp' as const, 'jpeg' as const]),
  }),
  /** How people decide: docs/decisions/0030-review-desk.md. */
  review: section({
    quorum: section(
      {
        /** Photos doubted for one of these, and every rejection, need `agreeing` people of one mind; others need `others`. */
        codes: z._default(z.array(z.enum(QUORUM_CODES)), () => [
          'FACE_TAKEN' as const,
          'FACE_CHANGED' as const,
          'FACE_BLOCKED' as const,
        ]),
        agreeing: count(2),
        others: count(1),
        /** When that many have voted without agreeing, a lead decides. */
        most: count(3),
      },
      ordered('others', 'agreeing'),
      ordered('agreeing', 'most'),
    ),
    /** How long a claim holds unless it is renewed, and how long it can be kept, once. */
    claimSeconds: seconds(300),
    keepSeconds: seconds(1800),
    /** A queue delays no message by more than 900 seconds, and one more is added. */
    undoSeconds: z._default(z.int().check(z.gte(1), z.lte(890)), 10),
    /** Photos doubted for their content that one reviewer is given within an hour. */
    contentPerHour: count(20),
  }),
  /** Photos that a rider may ask to send within a while, which begins with the first of them. */
  uploads: section({ most: count(10), withinSeconds: seconds(86_400) }),
  reminder: section({ afterSeconds: seconds(86_400) }),
  /** Days that the row of a photo that was not approved is kept. */
  retention: section({ refusedDays: count(90) }),
});

export type Configuration = z.output<typeof ConfigurationSchema>;

/** The defaults with the given JSON object's keys over them; nothing or `''` gives the defaults. Throws ConfigurationError. */
export function parseConfiguration(json: string | undefined): Configuration {
  const parsed = ConfigurationSchema.safeParse(json ? parseJson(json) : {});
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(describeProblems(parsed.error.issues, ConfigurationSchema.parse({})));
}

/** Sixteen hex digits that are the same for equal configurations, whatever the order of their keys (FNV-1a, 64 bits). */
export function configurationVersion(configuration: Configuration): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(canonical(configuration))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new ConfigurationError([`not JSON (${(cause as Error).message}): expected an object`]);
  }
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`;
}
