// What `laptop-cloud` has to know of this application beyond its template.

import { defineProject, UsageError } from 'laptop-cloud/project';
import { rekognition } from 'local-rekognition';

export const project = defineProject({
  title: 'Rider photos',
  stackName: 'rider-photos',
  templatePath: 'template.yaml',
  // A stack to try things in: it asks for nothing that only a stack with riders must have.
  parameterDefaults: ({ web }) => ({ Stage: 'dev', PagesUrl: web }),
  deployed: async (cloud) =>
    (await import('./tools/web/deployed.ts')).deployPages(cloud, import.meta.dirname),
  services: [rekognition],
  // Who can sign in without being asked for more than a name; riders may call themselves anything.
  people: [
    { username: 'ada' },
    { username: 'rita', groups: ['reviewers'] },
    { username: 'raj', groups: ['reviewers'] },
    // An appeal is for others than those who answered first, and takes two.
    { username: 'rosa', groups: ['reviewers'] },
    { username: 'olga', groups: ['operators', 'reviewers'] },
  ],
  commands: {
    photo: async () => (await import('./tools/photo.ts')).PHOTO,
    review: async () => (await import('./tools/review.ts')).REVIEW,
  },
  async checkParameters({ Configuration, ConsentVersion, RequireConsent }) {
    if (ConsentVersion !== undefined && RequireConsent !== 'off') {
      const { consentVersionProblem } = await import('./src/domain/consent.ts');
      const problem = consentVersionProblem(ConsentVersion);
      if (problem !== undefined) throw new UsageError(`parameter ConsentVersion: ${problem}`);
    }
    if (Configuration === undefined) return;
    const { parseConfiguration } = await import('./src/domain/configuration.ts');
    const { ConfigurationError } = await import('./src/domain/configuration-error.ts');
    try {
      parseConfiguration(Configuration);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      throw new UsageError(`parameter Configuration: ${error.problems.join('; ')}`, { cause: error });
    }
  },
  placeSamples: async (cloud, event) => (await import('./tools/place-samples.ts')).placeSamples(cloud, event),
  traceColumns: ['verdict', 'reasons'],
  firstSteps: ({ PhotosBucket, RidersTable, ConsentAskedFor }) => [
    // Nobody looks at the photo of a rider who has not agreed.
    ...(ConsentAskedFor === undefined
      ? []
      : [
          `aws dynamodb put-item --table-name ${RidersTable} --item '{"pk":{"S":"RIDER#ada"},"sk":{"S":"PROFILE"},"consentVersion":{"S":"${ConsentAskedFor}"}}'`,
        ]),
    `aws s3 cp samples/ada.jpg s3://${PhotosBucket}/incoming/ada/first`,
  ],
});
