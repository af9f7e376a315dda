// The report that a recheck leaves in the photos bucket.

import { GetObjectCommand } from '@aws-sdk/client-s3';
import { type RecheckPlan, recheckFolder } from '../../src/domain/recheck.ts';
import type { RecheckReport } from '../../src/domain/recheck-report.ts';
import type { Clients } from '../smoke/clients.ts';

export interface FoundReport {
  plan: RecheckPlan;
  report: RecheckReport;
  /** What could not be looked at: errors with how many. */
  broken: Readonly<Record<string, number>>;
}

export async function readReport(
  { s3 }: Pick<Clients, 's3'>,
  { PhotosBucket: Bucket }: { PhotosBucket: string },
  name: string,
): Promise<FoundReport> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `${recheckFolder(name)}report.json` }));
  return JSON.parse((await Body?.transformToString()) ?? '') as FoundReport;
}
