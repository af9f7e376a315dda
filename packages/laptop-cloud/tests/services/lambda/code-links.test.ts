import { GetFunctionCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { createCodeLinks } from '../../../src/services/lambda/code-links.ts';
import { aFunction } from '../../lambda/a-project.ts';
import { coded, LambdaWorld } from './lambda-world.ts';

const world = new LambdaWorld(
  { 'src/step.ts': 'export const Step = async () => 1;' },
  `Resources:${aFunction('Step')}`,
);
const code = (answer: number) => coded(`export const handler = async () => ${answer};`);
beforeAll(async () => {
  await world.open();
  await world.create('linked', { Code: { ZipFile: code(1) }, Publish: true });
  await world.client.send(new UpdateFunctionCodeCommand({ FunctionName: 'linked', ZipFile: code(2) }));
});
afterAll(() => world.close());

async function linkOf(FunctionName: string): Promise<string> {
  const { Code } = await world.client.send(new GetFunctionCommand({ FunctionName }));
  return Code?.Location ?? '';
}

test('a link leads to the archive as it came, of a version too', async () => {
  for (const [name, answer] of [
    ['linked', 2],
    ['linked:1', 1],
  ] as const) {
    const response = await fetch(await linkOf(name));
    expect(Buffer.from(await response.arrayBuffer())).toEqual(code(answer));
  }
});

test('a link is for one archive, and what is none is refused', async () => {
  const [one, other] = [new URL(await linkOf('linked')), new URL(await linkOf('linked:1'))];
  other.search = one.search;
  const later = new URL(one);
  later.searchParams.set('until', String(Number(one.searchParams.get('until')) + 1));
  const bare = new URL(one);
  bare.search = '';
  const odd = new URL('%', one);

  const answers = [other, later, bare, odd].map(async (url) => (await fetch(url)).status);

  expect(await Promise.all(answers)).toEqual([403, 403, 403, 403]);
});

test('a link is good for ten minutes', async () => {
  const { lambda } = world.project;
  let now = 1_000_000;
  const links = createCodeLinks(lambda.made, { now: () => now });
  const { handle } = links.around({ scope: 'lambda', handle: async () => ({ status: 500 }) });
  const url = new URL(links.linkTo(lambda.find('linked'), 'http://here') ?? '');
  const asked = async () => {
    const request = { method: 'GET', path: url.pathname, query: url.searchParams };
    const { status, stream } = await handle(request as unknown as Parameters<typeof handle>[0]);
    stream?.destroy();
    return status;
  };

  now += 600_000;
  expect(await asked()).toBe(200);
  now += 1;
  expect(await asked()).toBe(403);
});

test('there is none to a function of the template', async () => {
  expect(await linkOf('Step')).toBe('');
});
