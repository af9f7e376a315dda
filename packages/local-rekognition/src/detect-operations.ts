// DetectFaces, DetectModerationLabels, DetectLabels: what is in one picture.

import { defineOperation, type Operation } from 'laptop-cloud/service';
import * as z from 'zod';
import { ATTRIBUTES, type Attribute, faceDetail, isMoodAsked, unsupportedOf } from './face-shapes.ts';
import { IMAGE_ERRORS, Image } from './image-input.ts';
import { toLabels } from './labels.ts';
import { Percent } from './members.ts';
import { toContentTypes, toModerationLabels, UNSEEN_CONTENT } from './moderation.ts';
import { lookAtFaces, type OperationContext } from './operation-context.ts';
import { LABEL_MODEL_VERSION, MODERATION_MODEL_VERSION } from './versions.ts';

const FacesInput = z.strictObject({ Image, Attributes: z.array(z.enum(ATTRIBUTES)).optional() });
const ModerationInput = z.strictObject({ Image, MinConfidence: Percent.optional() });
const LabelsInput = z.strictObject({
  Image,
  MaxLabels: z.int().min(0).optional(),
  MinConfidence: Percent.optional(),
  Features: z.array(z.enum(['GENERAL_LABELS'])).optional(),
});

const DEFAULT_ATTRIBUTES: readonly Attribute[] = ['DEFAULT'];
const DEFAULT_MIN_MODERATION = 50;
const DEFAULT_MIN_LABEL = 55;

export function detectOperations(context: OperationContext): Operation[] {
  return [
    defineOperation({
      name: 'DetectFaces',
      input: FacesInput,
      errors: IMAGE_ERRORS,
      resource: () => '*',
      async run({ input: { Image: image, Attributes = DEFAULT_ATTRIBUTES }, request }) {
        context.unsupported(request, unsupportedOf(Attributes));
        const { faces } = await lookAtFaces(context, image, request, {
          describe: 0,
          mood: isMoodAsked(Attributes),
        });
        return { FaceDetails: faces.map((face) => faceDetail(face, Attributes)) };
      },
    }),
    defineOperation({
      name: 'DetectModerationLabels',
      input: ModerationInput,
      errors: IMAGE_ERRORS,
      resource: () => '*',
      async run({ input: { Image: image, MinConfidence = DEFAULT_MIN_MODERATION }, request }) {
        context.unsupported(request, UNSEEN_CONTENT);
        const classes = await context.look({
          task: 'moderation',
          image: await context.readImage(image, request),
        });
        return {
          ModerationLabels: toModerationLabels(classes, MinConfidence),
          ContentTypes: toContentTypes(classes, MinConfidence),
          ModerationModelVersion: MODERATION_MODEL_VERSION,
        };
      },
    }),
    defineOperation({
      name: 'DetectLabels',
      input: LabelsInput,
      errors: IMAGE_ERRORS,
      resource: () => '*',
      async run({ input: { Image: image, MaxLabels, MinConfidence = DEFAULT_MIN_LABEL }, request }) {
        const { objects } = await context.look({
          task: 'labels',
          image: await context.readImage(image, request),
        });
        const labels = toLabels(objects, MinConfidence);
        return {
          Labels: MaxLabels === undefined ? labels : labels.slice(0, MaxLabels),
          LabelModelVersion: LABEL_MODEL_VERSION,
        };
      },
    }),
  ];
}
