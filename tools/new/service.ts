// A service on the laptop: the folder that puts it together, its test, and its line in the cloud.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../usage-error.ts';
import { camel, checkName, kebab, pascal } from './names.ts';
import { SERVICES } from './operation.ts';
import { behindLast, type Insertion, type Plan } from './plan.ts';

const STORES = 'packages/laptop-cloud/src/cloud-stores.ts';

/** The plan for a service such as `scheduler`. Throws UsageError for a name that is taken or is none. */
export function planService(root: string, name: string): Plan {
  checkName(
    name,
    /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
    'a service is a folder in kebab-case, such as ssm',
    kebab(pascal(name)),
  );
  if (existsSync(path.join(root, SERVICES, name)))
    throw new UsageError([`There is a service ${name} already: ${SERVICES}/${name}.`]);
  const type = pascal(name);
  const folder = `${SERVICES}/${name}`;
  return {
    files: [
      { file: `${folder}/${name}.ts`, text: sourceOf(type) },
      { file: `${folder}/resource-types.ts`, text: RESOURCE_TYPES },
      { file: `packages/laptop-cloud/tests/services/${name}/${name}.test.ts`, text: testOf(name, type) },
    ],
    insertions: [cloudInsertion(name, type)],
    left: [
      `scope, version and targetPrefix in ${folder}/${name}.ts, as AWS's API reference has them; other protocols are queryService and restJsonService`,
      `npm run new -- operation ${name}:NAME for each operation`,
      `a row in ${SERVICES}/stepfunctions/tasks/sdk-clients.ts if state machines call it`,
      `npx jest packages/laptop-cloud/tests/services/${name} fails until it has an operation`,
    ],
  };
}

function sourceOf(type: string): string {
  return `// ${type} on a laptop: what it keeps, and what it leaves out.

import type { ResourceTypes } from '../../stack/resource.ts';
import { jsonService } from '../protocols/json.ts';
import type { Service } from '../service.ts';
import { resourceTypes } from './resource-types.ts';

export interface ${type}Options {
  accountId: string;
  region: string;
}

export interface ${type} {
  service: Service;
  resourceTypes: ResourceTypes;
}

export function create${type}(_options: ${type}Options): ${type} {
  return {
    service: jsonService({ scope: '${type.toLowerCase()}', version: '1.0', targetPrefix: '${type}', operations: [] }),
    resourceTypes: resourceTypes(),
  };
}
`;
}

const RESOURCE_TYPES = `// What a template may say of it: properties, and the reason where one does nothing on a laptop. Every other one is refused by name.

import type { ResourceTypes } from '../../stack/resource.ts';

export function resourceTypes(): ResourceTypes {
  return {};
}
`;

function testOf(name: string, type: string): string {
  return `import { create${type} } from '../../../src/services/${name}/${name}.ts';
import { ACCOUNT_ID, REGION } from '../../support/gateway.ts';

it('${name} has an operation', () => {
  const { service } = create${type}({ accountId: ACCOUNT_ID, region: REGION });
  expect(service.operations).not.toEqual([]);
});
`;
}

/** Beside SageMaker, the smallest of the services. */
function cloudInsertion(name: string, type: string): Insertion {
  const create = `  const ${camel(type)} = create${type}(account);\n`;
  const load = `import { create${type} } from './services/${name}/${name}.ts';\n`;
  const part = `    ${camel(type)},\n`;
  return {
    file: STORES,
    insert(text) {
      const made = behindLast(text, /^ +const sageMaker = createSageMaker\([^\n]*\n/gm, () => create);
      const listed = made && behindLast(made, /^ +sageMaker,\n/gm, () => part);
      return listed && behindLast(listed, /^import \{ createSageMaker \}[^\n]*\n/gm, () => load);
    },
    snippet: `${load}\n${create}\n  // among the parts\n${part}`,
  };
}
