// The real `sam local invoke` with every sample event, against the laptop cloud, beside what the laptop itself answers.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { containersHere } from '../../../packages/laptop-cloud/src/cli/start/containers.ts';
import { type Cloud, startCloud } from '../../../packages/laptop-cloud/src/cloud.ts';
import { placeSamples } from '../../../tools/place-samples.ts';
import { laptopOptions } from '../../support/laptop-options.ts';
import { readBuiltTemplate } from '../built-template.ts';
import { run } from '../command.ts';
import { ARCHITECTURE, BUILD_FOLDER, type BuiltFunction, builtFunctions, ROOT } from '../project.ts';
import type { Sam } from '../sam-cli.ts';
import { provideBaseImage } from './base-image.ts';
import { findDaemon } from './daemon.ts';
import { stopsAtSource } from './debugger.ts';

/** One function with one event, as `sam local invoke` gets it. */
export interface ContainerCall {
  fn: BuiltFunction;
  eventFile: string;
  templateFile: string;
  sam: Sam;
}

/** Invokes every step with every event of its folder; skips with its reason where Docker cannot run. */
export async function invokeInContainers(sam: Sam): Promise<string[]> {
  const daemon = await findDaemon();
  if (typeof daemon === 'string') return skipped(daemon);
  const folder = await mkdtemp(path.join(tmpdir(), 'containers-'));
  try {
    const environment = { ...sam.environment, ...daemon.environment };
    const why = await provideBaseImage(environment);
    if (why) return skipped(why);
    Object.assign(process.env, daemon.environment);
    const cloud = await startCloud({
      ...laptopOptions,
      stateFolder: path.join(folder, 'state'),
      port: 0,
      containers: containersHere(),
      log: (line) => console.log(`  ${line}`),
    });
    try {
      return await invokeAll({ ...sam, environment: { ...environment, ...KEYS } }, cloud, folder);
    } finally {
      await cloud.close();
    }
  } finally {
    await daemon.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The laptop's root keys: a container has no role of its own. */
const KEYS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

function skipped(why: string): string[] {
  console.log(`  SKIPPED, nothing was invoked: ${why}`);
  return [];
}

async function invokeAll(sam: Sam, cloud: Cloud, folder: string): Promise<string[]> {
  const templateFile = await templateForContainers(cloud);
  const problems: string[] = [];
  for (const fn of builtFunctions()) {
    const events = path.join(ROOT, 'events', fn.step);
    for (const name of await readdir(events)) {
      const event = await placeSamples(cloud, JSON.parse(await readFile(path.join(events, name), 'utf8')));
      const eventFile = path.join(folder, `${fn.step}-${name}`);
      await writeFile(eventFile, JSON.stringify(event));
      const call = { fn, eventFile, templateFile, sam };
      const [there, durationMs] = await answerInContainer(call);
      const here = (await cloud.lambda.invoke(fn.logicalId, JSON.stringify(event))).payload;
      const isSame = outcome(there) === outcome(here);
      console.log(`  ${fn.step} ${name}: ${outcome(there)} (${(durationMs / 1000).toFixed(1)} s)`);
      if (!isSame)
        problems.push(
          `${fn.step} ${name}: ${there.slice(-1_500)}\n  but on the laptop ${here.slice(0, 500)}`,
        );
    }
  }
  const [fn] = builtFunctions().filter(({ step }) => step === 'decide');
  const eventFile = path.join(ROOT, 'events/decide/approved.json');
  return [...problems, ...(await stopsAtSource({ fn: fn!, eventFile, templateFile, sam }))];
}

async function answerInContainer(call: ContainerCall): Promise<[string, number]> {
  const { programs, environment } = call.sam;
  const { stdout, output, durationMs } = await run(path.join(programs, 'sam'), samArguments(call), {
    cwd: ROOT,
    env: environment,
    timeoutMs: 180_000,
  });
  const answer = stdout.trim().split('\n').at(-1) ?? '';
  return [answer === '' ? output : answer, durationMs];
}

/** What a user types, and a template whose functions know where the laptop cloud is. */
export function samArguments({ fn, eventFile, templateFile }: ContainerCall): string[] {
  return [
    ...['local', 'invoke', fn.logicalId, '--event', eventFile],
    ...['--template', templateFile, '--config-file', path.join(ROOT, 'samconfig.toml')],
    ...['--skip-pull-image', '--parameter-overrides', `Architecture=${ARCHITECTURE}`],
  ];
}

/** The error's type, or which findings or members came out: what is the same wherever the step runs. */
function outcome(payload: string): string {
  try {
    const answer = JSON.parse(payload) as Record<string, unknown> | null;
    if (typeof answer !== 'object' || answer === null) return payload;
    if (typeof answer['errorType'] === 'string') return answer['errorType'];
    const findings = answer['findings'] as { code: string; status: string }[] | undefined;
    if (!Array.isArray(findings)) return Object.keys(answer).sort().join(', ');
    const notPassed = findings.filter(({ status }) => status !== 'passed');
    return notPassed.map(({ code, status }) => `${code} ${status}`).join(', ') || 'everything passed';
  } catch {
    return 'no answer';
  }
}

/** The built template with the laptop's names in each function's environment, beside the built one. */
async function templateForContainers(cloud: Cloud): Promise<string> {
  const template = await readBuiltTemplate();
  const { address = 'host.docker.internal' } = containersHere();
  const endpoint = `http://${address}:${new URL(cloud.endpoint).port}`;
  for (const { logicalId, environment } of cloud.lambda.functions()) {
    const properties = template.Resources[logicalId]?.Properties;
    if (properties) properties['Environment'] = { Variables: { ...environment, AWS_ENDPOINT_URL: endpoint } };
  }
  const file = path.join(BUILD_FOLDER, 'template-for-containers.yaml');
  await writeFile(file, stringify(template, { version: '1.1' }));
  return file;
}
