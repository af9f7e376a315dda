// The price table, and what a cost is made of.

import { readFileSync } from 'node:fs';
import path from 'node:path';

/** US dollars a piece, by what is used; `date` and `region` say of when and where. */
export const PRICES = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'prices.json'), 'utf8'),
) as Prices;

export type Priced =
  | 'stepFunctionsTransition'
  | 'httpApiRequest'
  | 'lambdaRequest'
  | 'lambdaGbSecondArm64'
  | 'lambdaGbSecondX86'
  | 'rekognitionImage'
  | 'rekognitionStoredFaceMonth'
  | 's3Put'
  | 's3Get'
  | 's3GbMonth'
  | 'dynamoDbWriteUnit'
  | 'dynamoDbReadUnit'
  | 'dynamoDbGbMonth'
  | 'kmsRequest'
  | 'kmsKeyMonth'
  | 'snsPublish'
  | 'eventBridgeEvent'
  | 'pipesRequest'
  | 'sqsRequest'
  | 'logsGb'
  | 'xrayTrace'
  | 'alarmMonth'
  | 'customMetricMonth';

export type Prices = Record<Priced, number> & {
  date: string;
  region: string;
  currency: string;
  note: string;
  /** Where each price is from. */
  sources: Record<Priced, string>;
};

/** One line of a bill. */
export interface CostLine {
  what: string;
  usd: number;
  /** What it is for, in a few words. */
  detail: string;
}
