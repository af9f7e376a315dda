// What runs with the right to deploy is pinned, and asks what can be asked before and after.

import { parse } from 'yaml';
import { SAM_CLI } from '../sam/virtual-environment.ts';
import { read } from './project.ts';

const WORKFLOWS = ['deploy', 'test'];
const text = (name: string) => read(`.github/workflows/${name}.yml`);

it.each(WORKFLOWS)('%s uses every action by the full commit of a release', (name) => {
  const used = [...text(name).matchAll(/uses: (.*)$/gm)].map(([, action]) => action!);
  expect(used.length).toBeGreaterThan(1);
  for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

describe('the deployment', () => {
  const { jobs } = parse(text('deploy')) as {
    jobs: { deploy: { steps: { run?: string }[]; env: Record<string, string> } };
  };
  const commands = jobs.deploy.steps.flatMap(({ run }) => run ?? []);
  const at = (part: string) => commands.findIndex((command) => command.includes(part));

  it('checks parameters before, and sends a photo after', () => {
    expect(at('npm run check')).toBeGreaterThanOrEqual(0);
    expect(at('npm run check')).toBeLessThan(at('sam build'));
    expect(at('npm run smoke')).toBeGreaterThan(at('sam deploy'));
  });

  it('builds with the SAM CLI that the suite builds with', () => {
    expect(commands).toContain(`pip install ${SAM_CLI.requirement}`);
  });

  it('looks for the stacks that samconfig.toml names', () => {
    for (const [, stack] of jobs.deploy.env['STACK']!.matchAll(/'(rider-[\w-]+)'/g))
      expect(read('samconfig.toml')).toContain(`stack_name = "${stack}"`);
  });
});

describe('the tests', () => {
  const { jobs } = parse(text('test')) as { jobs: Record<string, { steps: { run?: string }[] }> };

  it('run what a person runs, part by part', () => {
    const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(commands).toEqual(['.ci/run node', '.ci/run sam', '.ci/run web']);
  });

  it('leave out no part of .ci/run', () => {
    expect(read('.ci/run')).toContain(`all | ${Object.keys(jobs).join(' | ')})`);
  });
});
