// Every case against a laptop of its own.
import '../support/long-suite.ts';
import { SERVICES } from './case.ts';
import { CASES } from './cases/cases.ts';
import { NAMED_ENDPOINTS, type StartedEndpoint } from './endpoints.ts';
import { runCases } from './run-cases.ts';

let started: StartedEndpoint;
beforeAll(async () => {
  started = await NAMED_ENDPOINTS.ours();
}, 60_000);
afterAll(() => started.stop());

test.each(SERVICES)(
  '%s answers as AWS answers',
  async (service) => {
    const cases = CASES[service];

    const verdicts = await runCases(started.endpoint, cases);

    const different = cases.flatMap(({ name }, index) => {
      const verdict = verdicts[index];
      return verdict?.kind === 'same' ? [] : [`${name}: ${verdict?.how}`];
    });
    expect(different).toEqual([]);
  },
  180_000,
);
