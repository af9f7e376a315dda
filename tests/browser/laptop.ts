// The laptop that the pages of this suite are served by: as `npm start` sets it up, on ports that are free.

import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { project as configured } from '../../laptop.config.ts';
import { cloudOptionsOf, withDefaults } from '../../packages/laptop-cloud/src/cli/project.ts';
import { type Cloud, startCloud } from '../../packages/laptop-cloud/src/cloud.ts';
import { type ReviewClock, reviewClock } from './review-clock.ts';

export const ROOT = path.join(import.meta.dirname, '../..');
export const sample = (name: string) => path.join(ROOT, 'samples', name);

export interface Laptop {
  cloud: Cloud;
  s3: S3Client;
  /** `http://127.0.0.1:<port>/rider/` */
  riderPage: string;
  reviewDesk: string;
  /** Lets the time of everything that waits for people run out now. */
  expireReviews: ReviewClock['expireReviews'];
  close(): Promise<void>;
}

/**
 * Faces that are as good as the same still go to a person, so that there is something to review. Half a minute of waiting for faces
 * to settle would be most of a journey.
 */
const CONFIGURATION = { duplicate: { rejectPercent: 100, settlingSeconds: 1 }, uploads: { most: 4 } };

export async function startLaptop(stateFolder: string, log: (line: string) => void): Promise<Laptop> {
  const project = withDefaults(configured, ROOT);
  const { clock, expireReviews } = reviewClock();
  const cloud = await startCloud({
    ...cloudOptionsOf(project),
    templatePath: path.join(ROOT, project.templatePath),
    stateFolder,
    port: 0,
    clock,
    // The sweep, which runs by the clock, notes in a table where it was: not in the midst of who looks whether anything has changed.
    parameters: {
      Configuration: JSON.stringify(CONFIGURATION),
      SupportEmail: 'photos@example.com',
      Sweep: 'off',
    },
    log,
  });
  const s3 = new S3Client({ ...cloud.clientConfig, forcePathStyle: true });
  const close = async () => {
    s3.destroy();
    await cloud.close();
  };
  try {
    await project.deployed(cloud);
    await cloud.warm();
  } catch (error) {
    await close();
    throw error;
  }
  const { RiderPage: riderPage, ReviewDesk: reviewDesk } = cloud.stack.outputs;
  return { cloud, s3, riderPage: riderPage!, reviewDesk: reviewDesk!, expireReviews, close };
}
