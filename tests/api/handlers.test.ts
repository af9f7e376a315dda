// The three functions of the API: each knows its own routes, and nothing else.

import type { Context } from 'aws-lambda';
import { apiEvent, RIDER_CLAIMS } from '../shared/api-event.ts';
import { CONTEXT, capture } from '../shared/invocation.ts';

interface ApiModule {
  handler(event: unknown, context: Context): Promise<{ statusCode: number }>;
}
const load = async (name: string) => (await import(`../../src/api/${name}.ts`)) as ApiModule;

it.each(['rider-api', 'review-api', 'operate-api'])(
  '%s refuses an event of no HTTP API by its name',
  async (name) => {
    const { handler } = await load(name);
    const { error } = await capture(() => handler({ source: 'aws.s3' }, CONTEXT));
    expect(error).toMatchObject({ name: 'InvalidInputError' });
  },
);

it.each([
  ['review-api', 'GET /v1/reviews'],
  ['operate-api', 'GET /v1/erasures'],
] as const)('%s lets no rider in', async (name, route) => {
  const { handler } = await load(name);
  const { output } = await capture(() => handler(apiEvent(route, { claims: RIDER_CLAIMS }), CONTEXT));
  expect(output).toMatchObject({ statusCode: 403 });
});
