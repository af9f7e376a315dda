// npm run check as a person or the workflow calls it.

import { spawn } from 'node:child_process';
import path from 'node:path';
import { readOverrides } from '../../tools/check/overrides.ts';
import { checkParameters } from '../../tools/check/parameters.ts';
import { deployConfiguration } from '../../tools/check/samconfig.ts';
import type { UsageError } from '../../tools/usage-error.ts';
import { cases } from '../support/long-run.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const TEMPLATE = path.join(ROOT, 'template.yaml');
const SAMCONFIG = path.join(ROOT, 'samconfig.toml');
const DEV = { Stage: 'dev' };

function problemsOf(parameters: Record<string, string>, stackName = 'rider-photos'): readonly string[] {
  try {
    checkParameters(TEMPLATE, stackName, parameters);
    return [];
  } catch (error) {
    return (error as UsageError).problems;
  }
}

it.each(
  cases<[Record<string, string>, RegExp]>(
    [
      [{}, /stage prod needs OperatorEmail/],
      [{ ...DEV, Stge: 'x' }, /Stge is not in the template.*did you mean Stage\?/],
      [{ ...DEV, LogRetentionDays: '8' }, /"8" is not one of 1, 3, 5/],
      [{ ...DEV, OperatorEmail: 'everybody' }, /one mail address/],
      [{ ...DEV, Configuration: '{"age":{"rejct":17}}' }, /Configuration: age\.rejct is not known here/],
      [
        { ...DEV, ConsentVersion: '9' },
        /ConsentVersion: there is no consent text of version 9: expected one of 1/,
      ],
      [{ ...DEV, Issuer: 'https://id.example.com' }, /Issuer and Audience belong together/],
    ],
    [
      [{ ...DEV, UploadRetentionDays: '0' }, /must be at least 1/],
      [{ ...DEV, TracedShare: '2' }, /must be at most 1/],
      [{ ...DEV, LogRetentionDays: 'a week' }, /LogRetentionDays/],
      [{ ...DEV, CustomModelEndpoint: '-a' }, /lower-case letters/],
      [{ ...DEV, CustomModelEndpoint: 'a'.repeat(64) }, /at most 63 characters/],
      [{ ...DEV, CustomModelEndpoint: 'LaBSE' }, /lower-case letters/],
      [{ ...DEV, Configuration: '{' }, /Configuration: not JSON/],
      [
        { ...DEV, Configuration: '{"age":{"reject":30}}' },
        /Configuration: age\.reject: expected at most review/,
      ],
    ],
  ),
)('%j is refused before anything is deployed', (parameters, message) => {
  expect(problemsOf(parameters).join('\n')).toMatch(message);
});

it('tells everything that is wrong at once', () => {
  expect(problemsOf({ Stge: 'dev', Configuration: '{' }, '1st')).toHaveLength(3);
});

it.each([
  ['a'.repeat(41), /has 41 characters; the template takes 40/],
  ['rider_photos', /letters, digits and hyphens/],
])('the stack name %s is refused', (name, message) => {
  expect(problemsOf(DEV, name).join()).toMatch(message);
});

it.each([
  DEV,
  { Stage: 'prod', OperatorEmail: 'operators@riders.example' },
  { ...DEV, CustomModelEndpoint: 'faces--v2', Configuration: '{"age":{"reject":17}}', TracedShare: '0.5' },
])('%j fits', (parameters) => {
  expect(problemsOf(parameters)).toEqual([]);
});

describe('samconfig.toml', () => {
  const checked = (environment: string) => {
    const { stackName, overrides } = deployConfiguration(SAMCONFIG, environment);
    return problemsOf(readOverrides(overrides), stackName);
  };

  it('holds a dev that can be deployed as it is', () => {
    expect(checked('dev')).toEqual([]);
  });

  it('holds a prod that lacks nothing but its operators', () => {
    expect(checked('prod')).toEqual([expect.stringContaining('needs OperatorEmail')]);
  });

  it('is searched for the environment that was probably meant', () => {
    expect(() => deployConfiguration(SAMCONFIG, 'pord')).toThrow(
      /no environment pord; did you mean prod\? It knows default, dev, prod/,
    );
  });

  it('is refused by name when it is not there, or no TOML', () => {
    expect(() => deployConfiguration('nowhere.toml', 'dev')).toThrow(/nowhere\.toml cannot be read/);
    expect(() => deployConfiguration(TEMPLATE, 'dev')).toThrow(/template\.yaml is not TOML/);
  });
});

describe('the command', () => {
  const run = (...words: string[]) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      const child = spawn(process.execPath, ['tools/check.ts', ...words], { cwd: ROOT });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });

  it('takes several parameters behind one option, as SAM does', async () => {
    const { code, stdout } = await run(
      '--parameter-overrides',
      'Stage=dev',
      'LabelPhotos=off',
      '--stack-name',
      'mine',
    );
    expect(stdout).toMatch(/^mine: \d+ parameters fit/);
    expect(stdout).toContain('LabelPhotos = off');
    expect(code).toBe(0);
  });

  it('ends with 2 and says why', async () => {
    const { code, stdout, stderr } = await run('--config-env', 'prod');
    expect(stderr).toMatch(/^error Rule OperatorsOfProdAreTold: .*OperatorEmail/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it.each(
    cases<[string[], RegExp]>(
      [[['now'], /takes no argument, not "now"/]],
      [[['--parameters', 'x'], /Unknown option '--parameters'/]],
    ),
  )('%j is told in one line', async (words, message) => {
    const { code, stderr } = await run(...words);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });
});
