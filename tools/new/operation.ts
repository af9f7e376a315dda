// An operation of a service on the laptop: its object, with the input that AWS's client sends, its test, and its place in the list.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { nameHint } from 'laptop-cloud/template';
import { UsageError } from '../usage-error.ts';
import { type KnownOperation, knownOperation } from './client.ts';
import { camel, checkName, kebab, pascal } from './names.ts';
import type { Plan } from './plan.ts';

export const SERVICES = 'packages/laptop-cloud/src/services';
const TESTS = 'packages/laptop-cloud/tests/services';
/** A service is made where its protocol is called. */
const PROTOCOL = /\b(json|query|restJson|restXml)Service\(\{/;

/** The plan for an operation such as `kms:DescribeKey`. Throws UsageError for a service or operation that is none, or is there. */
export function planOperation(root: string, name: string): Plan {
  const [service = '', operation = '', ...more] = name.split(':');
  if (operation === '' || more.length > 0)
    throw new UsageError([`An operation is named with its service, such as kms:DescribeKey, not "${name}".`]);
  const place = placeOf(root, service);
  checkName(
    operation,
    /^[A-Z][A-Za-z0-9]+$/,
    'an operation has the name that AWS gives it',
    pascal(operation),
  );
  if (place.all.includes(`name: '${operation}'`))
    throw new UsageError([`${service} has ${operation} already; see ${SERVICES}/${service}.`]);
  if (place.protocol === 'restXml')
    throw new UsageError([
      `Operations of ${service} read requests and write answers of their own form: begin with a copy of one in ${SERVICES}/${service}.`,
    ]);
  const known = knownOperation(root, service, operation);
  const file = kebab(operation);
  return {
    files: [
      { file: `${SERVICES}/${service}/${file}.ts`, text: sourceOf(operation, known, place.protocol) },
      { file: `${TESTS}/${service}/${file}.test.ts`, text: testOf(service, operation, file) },
    ],
    insertions: [
      {
        file: place.file,
        insert: (text) => inserted(text, operation, file),
        snippet: `import { ${camel(operation)} } from './${file}.ts';\n// and in the list of operations:\n${camel(operation)}(),`,
      },
    ],
    left: [
      `what ${camel(operation)} needs as its arguments; the resource that its right is asked on, and the errors it may answer`,
      `a test with AWS's own client beside the others in ${TESTS}/${service}`,
      'npm run operations -- --write draws the table again',
      `npx jest ${TESTS}/${service}/${file} fails until ${operation} works`,
    ],
  };
}

interface Place {
  /** Where the service is put together. */
  file: string;
  protocol: string;
  /** Everything of the service, to look for what is there. */
  all: string;
}

function placeOf(root: string, service: string): Place {
  const folders = readdirSync(path.join(root, SERVICES), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const places = folders.flatMap((folder) => {
    const files = readdirSync(path.join(root, SERVICES, folder))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => ({
        file: `${SERVICES}/${folder}/${file}`,
        text: readFileSync(path.join(root, SERVICES, folder, file), 'utf8'),
      }));
    const made = folder === 'protocols' ? undefined : files.find(({ text }) => PROTOCOL.test(text));
    if (!made) return [];
    const protocol = PROTOCOL.exec(made.text)![1]!;
    return [{ folder, file: made.file, protocol, all: files.map(({ text }) => text).join('\n') }];
  });
  const place = places.find(({ folder }) => folder === service);
  if (place) return place;
  const hint = nameHint(
    service,
    places.map(({ folder }) => folder),
  );
  throw new UsageError([
    `The laptop has no service "${service}" in ${SERVICES}: ${hint}. "npm run new -- service NAME" makes another.`,
  ]);
}

function sourceOf(operation: string, { input, http }: KnownOperation, protocol: string): string {
  // A form says everything in strings.
  const schema = protocol === 'query' ? input.replaceAll(/z\.(?:number|boolean)\(\)/g, 'z.string()') : input;
  const route =
    protocol === 'restJson' && http ? `    http: { method: '${http.method}', path: '${http.path}' },\n` : '';
  return `// ${operation}: what it does, in a line, with the page of AWS that it follows.

import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';

const ${operation} = ${schema};

export function ${camel(operation)}(): Operation {
  return defineOperation({
    name: '${operation}',
${route}    input: ${operation},
    errors: ['NotImplemented'],
    resource: () => '*',
    run() {
      throw new ServiceError('NotImplemented', '${operation} does nothing yet.', 501);
    },
  });
}
`;
}

function testOf(service: string, operation: string, file: string): string {
  return `import { ${camel(operation)} } from '../../../src/services/${service}/${file}.ts';
import { ROOT } from '../../support/gateway.ts';

it('${operation} answers as AWS does', async () => {
  const { resource, run } = ${camel(operation)}();
  const request = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    principal: ROOT,
    endpoint: '',
    requestId: 'first',
  };
  const input = {};
  const answer = await run({ input, resource: await resource(input, request), request });
  expect(answer).toEqual({});
});
`;
}

function inserted(text: string, operation: string, file: string): string | undefined {
  const list = text.indexOf('operations: [', text.search(PROTOCOL));
  const imports = [...text.matchAll(/^import [\s\S]*?;\n/gm)].at(-1);
  if (list < 0 || !imports) return undefined;
  const inList = list + 'operations: ['.length;
  const behindImports = imports.index + imports[0].length;
  return [
    text.slice(0, behindImports),
    `import { ${camel(operation)} } from './${file}.ts';\n`,
    text.slice(behindImports, inList),
    `${camel(operation)}(), `,
    text.slice(inList),
  ].join('');
}
