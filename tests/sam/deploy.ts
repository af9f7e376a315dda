// The user's own `sam build && sam deploy`, against an emulator, and one photo through what it made.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runOrThrow } from './command.ts';
import { startEmulator } from './emulator.ts';
import { type Journey, type Outputs, sendPhoto } from './emulator-journey.ts';
import { templateForEmulator } from './emulator-template.ts';
import { ARCHITECTURE, ROOT } from './project.ts';
import type { Sam } from './sam-cli.ts';

/** Deploys the build and sends a sample; each difference from what the state machine promises is one problem. */
export async function deploy(sam: Sam): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'emulator-'));
  const logFile = path.join(folder, 'emulator.log');
  const emulator = await startEmulator(logFile);
  let problems: string[] = [`see ${logFile}`];
  try {
    const environment = { ...sam.environment, AWS_ENDPOINT_URL: emulator.endpoint };
    const outputs = await deployed({ ...sam, environment });
    const journey = await sendPhoto(emulator.endpoint, outputs);
    console.log(`  states: ${journey.states.join(' ')}`);
    for (const fault of journey.faults) console.log(`  fault: ${fault}`);
    console.log(
      `  execution ${journey.status}, photo ${journey.photoStatus}, derived/ holds ${journey.derived.length} objects`,
    );
    problems = differences(journey);
  } finally {
    await emulator.stop();
    if (problems.length === 0) await rm(folder, { recursive: true, force: true });
  }
  return problems;
}

async function deployed({ programs, environment }: Sam): Promise<Outputs> {
  const { file, leftOut } = await templateForEmulator();
  console.log(
    `  LEFT OUT of the template, because the emulator does not know such resources: ${leftOut.join(', ')}`,
  );
  const sam = path.join(programs, 'sam');
  // Beyond `sam deploy`: the template above, and an architecture that this machine can run.
  const options = [
    '--template-file',
    file,
    '--config-file',
    path.join(ROOT, 'samconfig.toml'),
    '--no-confirm-changeset',
  ];
  const architecture = `Architecture=${ARCHITECTURE}`;
  const { stdout: progress, durationMs } = await runOrThrow(
    sam,
    ['deploy', ...options, '--parameter-overrides', architecture],
    {
      cwd: ROOT,
      env: environment,
    },
  );
  // The last one is the stack itself.
  const created = (progress.match(/^CREATE_COMPLETE /gm)?.length ?? 0) - 1;
  console.log(`  sam deploy: ${created} resources in ${(durationMs / 1000).toFixed(1)} s`);
  const stack = ['--stack-name', 'rider-photos', '--output', 'json'];
  const { stdout } = await runOrThrow(sam, ['list', 'stack-outputs', ...stack], {
    cwd: ROOT,
    env: environment,
  });
  const outputs = JSON.parse(stdout) as { OutputKey: string; OutputValue: string }[];
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

/** The photo is inspected (sharp from the layer, a working copy written), the face cannot be looked for, all is undone. */
function differences({ status, states, photoStatus, derived, hasWritten }: Journey): string[] {
  const inOrder = [
    'ClaimPhoto',
    'InspectPhoto',
    'DetectFace',
    'WithdrawPhoto',
    'SaveFailure',
    'AlertOperators',
  ];
  const seen = states.filter((state) => inOrder.includes(state));
  return [
    ...(seen.join(' ') === inOrder.join(' ')
      ? []
      : [`the states should be ${inOrder.join(' ')}, not ${seen.join(' ')}`]),
    ...(hasWritten ? [] : ['InspectPhoto should have written a working copy']),
    ...(status === 'FAILED' ? [] : [`the execution should have FAILED, not ${status}`]),
    ...(photoStatus === 'failed' ? [] : [`the row should say failed, not ${photoStatus}`]),
    ...(derived.length === 0 ? [] : [`derived/ should be empty, but holds ${derived.join(', ')}`]),
  ];
}
