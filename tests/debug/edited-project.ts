// Runs by itself, under a debugger: a function is called, its source changes, it is called again. What `npm start` sees of an
// edit. Prints both answers.
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { aFunction, aProject } from '../../packages/laptop-cloud/tests/lambda/a-project.ts';

const [folder = ''] = process.argv.slice(2);
const STEP = `import { configuration as bounds } from './bounds.ts';
import { judge } from './judge.ts';
const command = 'step';
export const Step = async (event: { n: number }) => {
  const wide = 'before';
  const findings = judge([event.n, event.n + 1]);
  if (event.n > 99) throw new RangeError('too far');
  return { wide, findings, command, bounds };
};
`;

const project = await aProject(
  {
    'src/step.ts': STEP,
    'src/bounds.ts':
      "export const command = 'bounds';\nexport const configuration = { least: 5, command };\n",
    'src/judge.ts': `import { configuration } from './bounds.ts';
const command = 'judge';
export function judge(numbers: number[]) {
  const unused = numbers.length;
  return numbers.map((number) => {
    const configuration = { own: number };
    return judgeOne(configuration, command);
  });
}
function judgeOne(configuration: { own: number }, by: string) {
  return { ...configuration, by };
}
export const least = () => configuration.least;
`,
  },
  `Resources:${aFunction('Step')}`,
  { folder, isDebugged: () => true },
);
const answers = [await project.call('Step', { n: 1 })];
const edited = STEP.replace(
  "const wide = 'before';",
  "const edited = 'new'; const wide = `${edited} after`;",
);
writeFileSync(path.join(folder, 'src/step.ts'), edited);
answers.push(await project.call('Step', { n: 2 }));
answers.push(await project.call('Step', { n: 100 }));
console.log(JSON.stringify(answers));
// What threads print travels to the debugger by way of this one, which must not end before it is there.
while (!existsSync(path.join(folder, 'enough'))) await wait(20);
await project.lambda.close();
// As the CLI's launcher does: Node waits for the debugger to leave.
process.exit(0);
