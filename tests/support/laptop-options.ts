// The laptop cloud as laptop.config.ts sets it up, for tests that start it themselves from wherever they run.

import path from 'node:path';
import { project as configured } from '../../laptop.config.ts';
import { cloudOptionsOf, withDefaults } from '../../packages/laptop-cloud/src/cli/project.ts';
import { createRekognition } from '../../packages/local-rekognition/src/rekognition.ts';
import { rememberedVision } from './remembered-vision.ts';
import { sharedBySuites } from './shared-by-suites.ts';

export const project = withDefaults(configured);

type AddOn = (typeof project.services)[number];
const rekognition: AddOn = {
  name: 'face models',
  open: ({ folder, log, ...host }) =>
    createRekognition({ ...host, log, folder: folder('faces'), vision: rememberedVision(log) }),
};

/** What startCloud takes of the project. */
export const laptopOptions = {
  ...cloudOptionsOf(project),
  services: [rekognition],
  templatePath: path.join(import.meta.dirname, '../..', project.templatePath),
  // Every function bundled once for all suites of a worker. Not for all workers: two would write the same files at once.
  buildFolder: path.join(sharedBySuites, `build-${process.env['JEST_WORKER_ID']}`),
};
