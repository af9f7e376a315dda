// The laptop cloud as laptop.config.ts sets it up, for tests that start it themselves from wherever they run.

import path from 'node:path';
import { project as configured } from '../../laptop.config.ts';
import { cloudOptionsOf, withDefaults } from '../../packages/laptop-cloud/src/cli/project.ts';
import { type Cloud, startCloud } from '../../packages/laptop-cloud/src/cloud.ts';
import type { CloudOptions } from '../../packages/laptop-cloud/src/cloud-options.ts';
import { createRekognition } from '../../packages/local-rekognition/src/rekognition.ts';
import { rememberedVision } from './remembered-vision.ts';
import { sharedBySuites } from './shared-by-suites.ts';
import { sharedResult } from './shared-results.ts';

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
  port: 0,
  log: () => {},
  // Every function is bundled once for all suites of a run.
  buildFolder: path.join(sharedBySuites, 'build'),
} satisfies Partial<CloudOptions>;

/** The project's own cloud on a free port; `options` say what is different. */
export async function startProject(
  options: Pick<CloudOptions, 'stateFolder'> & Partial<CloudOptions>,
): Promise<Cloud> {
  // Functions of another template are bundled from other paths: in the same folder they and those of other suites would be built over
  // each other, each time one of them is asked for.
  const isOurs = (options.templatePath ?? laptopOptions.templatePath) === laptopOptions.templatePath;
  const buildFolder = isOurs ? laptopOptions.buildFolder : path.join(options.stateFolder, 'build');
  const cloud = await startCloud({ ...laptopOptions, buildFolder, ...options });
  if (!isOurs) return cloud;
  // Before anything is asked of it: two workers would write the same files at once.
  await sharedResult('bundles', async () => {
    await cloud.lambda.bundleAll();
    return new Uint8Array();
  });
  return cloud;
}
