// What a simulated burst costs, retries included: transitions, Rekognition and Lambda, which are nearly all of it.

import { type CostLine, PRICES } from '../cost/prices.ts';
import type { BurstReport } from './burst-report.ts';

export function costOfBurst(report: BurstReport): CostLine[] {
  const images = Object.values(report.calls).reduce((sum, { taken }) => sum + taken, 0);
  const { transitions, lambdaGbSeconds, lambdaInvocations } = report;
  return [
    { what: 'Rekognition', usd: images * PRICES.rekognitionImage, detail: `${images} calls let in` },
    {
      what: 'Step Functions',
      usd: transitions * PRICES.stepFunctionsTransition,
      detail: `${transitions} transitions, retries among them`,
    },
    {
      what: 'Lambda',
      usd: lambdaGbSeconds * PRICES.lambdaGbSecondArm64 + lambdaInvocations * PRICES.lambdaRequest,
      detail: `${Math.round(lambdaGbSeconds)} GB-seconds in ${lambdaInvocations} invocations`,
    },
  ];
}
