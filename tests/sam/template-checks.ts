// What tools that nobody here wrote say about the template: SAM's own check, cfn-lint with its hints, checkov.

import path from 'node:path';
import { run } from './command.ts';
import { ROOT } from './project.ts';
import type { Sam } from './sam-cli.ts';
import { CHECKOV, programsOf } from './virtual-environment.ts';

/** An example that people deploy beside it. */
const LISTENERS = 'examples/listeners/template.yaml';

/** Checks template.yaml and the example; each finding is one problem, in the tool's words. */
export async function checkTemplate({ programs, environment }: Sam): Promise<string[]> {
  const checkovPrograms = await programsOf(CHECKOV);
  const tools = [
    { program: path.join(programs, 'sam'), args: ['validate', '--lint'] },
    { program: path.join(programs, 'sam'), args: ['validate', '--lint', '--template', LISTENERS] },
    { program: path.join(programs, 'cfn-lint'), args: ['--include-checks', 'I', '--', 'template.yaml'] },
    // Reads .checkov.yaml, where each check left out has its reason.
    { program: path.join(checkovPrograms, 'checkov'), args: ['--file', 'template.yaml'] },
  ];
  const problems: string[] = [];
  for (const { program, args } of tools) {
    const name = `${path.basename(program)} ${args.join(' ')}`;
    const { exitCode, output, durationMs } = await run(program, args, { cwd: ROOT, env: environment });
    console.log(
      `  ${name}: ${exitCode === 0 ? 'no finding' : 'findings'} (${(durationMs / 1000).toFixed(1)} s)`,
    );
    if (exitCode !== 0) problems.push(`${name}:\n${output.trim()}`);
  }
  return problems;
}
