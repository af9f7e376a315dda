// The user's own `sam build && sam deploy`, against an emulator: tries that go wrong first, then the real one, and one photo
// through what it made.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brokenDeployments } from './broken-deploy.ts';
import { runOrThrow } from './command.ts';
import { startEmulator } from './emulator.ts';
import { type Journey, type Outputs, sendPhoto } from './emulator-journey.ts';
import { templateForEmulator } from './emulator-template.ts';
import { ROOT } from './project.ts';
import type { Sam } from './sam-cli.ts';
import { PROD, STACK, samDeploy } from './sam-deploy.ts';

/** Deploys the build and sends a sample; each difference from what the state machine promises is one problem. */
export async function deploy(sam: Sam): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'emulator-'));
  const logFile = path.join(folder, 'emulator.log');
  const emulator = await startEmulator(logFile);
  let hasPassed = false;
  try {
    const environment = { ...sam.environment, AWS_ENDPOINT_URL: emulator.endpoint };
    const there = { ...sam, environment };
    const problems = await brokenDeployments(there, emulator.endpoint);
    // The next try, after the first one came to nothing.
    const outputs = await deployed(there);
    const journey = await sendPhoto(emulator.endpoint, outputs);
    console.log(`  states: ${journey.states.join(' ')}`);
    for (const fault of journey.faults) console.log(`  fault: ${fault}`);
    console.log(
      `  execution ${journey.status}, photo ${journey.photoStatus}, derived/ holds ${journey.derived.length} objects`,
    );
    problems.push(...differences(journey));
    hasPassed = problems.length === 0;
    return problems;
  } finally {
    await emulator.stop();
    if (hasPassed) await rm(folder, { recursive: true, force: true });
    else console.log(`  the emulator's log: ${logFile}`);
  }
}

async function deployed(sam: Sam): Promise<Outputs> {
  const { file, leftOut } = await templateForEmulator();
  console.log(
    `  LEFT OUT of the template, because the emulator does not know such resources: ${leftOut.join(', ')}`,
  );
  const { exitCode, stdout: progress, output, durationMs } = await samDeploy(sam, file, PROD);
  if (exitCode !== 0) throw new Error(`sam deploy ended with ${exitCode}:\n${output.slice(-20_000)}`);
  // The last one is the stack itself.
  const created = (progress.match(/^CREATE_COMPLETE /gm)?.length ?? 0) - 1;
  console.log(`  sam deploy: ${created} resources in ${(durationMs / 1000).toFixed(1)} s`);
  const stack = ['--stack-name', STACK, '--output', 'json'];
  const { stdout } = await runOrThrow(path.join(sam.programs, 'sam'), ['list', 'stack-outputs', ...stack], {
    cwd: ROOT,
    env: sam.environment,
  });
  const outputs = JSON.parse(stdout) as { OutputKey: string; OutputValue: string }[];
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

/** The photo is inspected (sharp from the layer, a working copy written), the face cannot be looked for, all is undone. */
function differences({ status, sent, states, photoStatus, derived, hasWritten }: Journey): string[] {
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
    ...(/:function:[^:]+:1$/.test(sent.function)
      ? []
      : [`InspectPhoto should be called by its first version, not as ${sent.function}`]),
    ...(PROD.includes(`Configuration='${sent.configuration}'`)
      ? []
      : [`the definition should hold the Configuration of the deployment, not ${sent.configuration}`]),
    ...(hasWritten ? [] : ['InspectPhoto should have written a working copy']),
    ...(status === 'FAILED' ? [] : [`the execution should have FAILED, not ${status}`]),
    ...(photoStatus === 'failed' ? [] : [`the row should say failed, not ${photoStatus}`]),
    ...(derived.length === 0 ? [] : [`derived/ should be empty, but holds ${derived.join(', ')}`]),
  ];
}
