// PlanReindex: makes the collection of faces, where it is not there, and says what is to be read.
// In: { executionName }  Out: { plan, segments, isNew }
// Throws: InvalidInputError, ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { makeCollection } from '../adapters/rekognition-collection.ts';
import { configurationVersion, parseConfiguration } from '../domain/configuration.ts';
import { type RecheckPlan, recheckFolder, SEGMENTS } from '../domain/recheck.ts';
import { setting } from '../shared/config.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ executionName: z.string() });

export const handler = defineStep('PlanReindex', Input, async ({ executionName }) => {
  const isNew = await makeCollection(setting('FACE_COLLECTION_ID'));
  // As a recheck, which reads the same photos; no threshold is asked.
  const plan: RecheckPlan = {
    recheckId: executionName,
    mode: 'report',
    source: 'stored',
    configuration: '',
    configurationVersion: configurationVersion(parseConfiguration('')),
    rejectionNeedsPerson: 'on',
    folder: recheckFolder(executionName),
  };
  return { plan, segments: SEGMENTS, isNew };
});
