import { outcomesOf } from '../../adapters/review-outcomes.ts';
import { FINDING_CODES, FINDINGS } from '../../domain/finding.ts';
import { reviewRecord } from '../../domain/review-record.ts';
import { LEAST_FOR_ADVICE, thresholdAdvice } from '../../domain/threshold-advice.ts';
import { defineRoute } from '../../shared/route.ts';
import { Thresholds } from '../schemas/review.ts';

export const readThresholds = defineRoute({
  route: 'GET /v1/reviews/thresholds',
  summary: 'How people decided what each rule could not, and which bound would have agreed with them',
  audience: 'reviewer',
  answers: { 200: Thresholds },
  run: async ({ language }) => {
    const all = await Promise.all(
      FINDING_CODES.map(async (code) => {
        const { decided, skips } = await outcomesOf(code);
        const title = FINDINGS[code].title[language];
        return { code, title, skips, ...thresholdAdvice(decided), ...reviewRecord(decided) };
      }),
    );
    const checks = all.filter(({ n, skips }) => n > 0 || skips > 0);
    return { status: 200, body: { checks, leastForAdvice: LEAST_FOR_ADVICE } };
  },
});
