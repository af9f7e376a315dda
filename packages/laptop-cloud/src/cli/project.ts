// What an application says of itself in laptop.config.ts beside its template. Everything has a default: a template alone is
// enough.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CloudOptions } from '../cloud-options.ts';
import type { Project } from './command.ts';
import { UsageError } from './usage-error.ts';

/** A project's own words; see Project for the defaults. */
export function defineProject(project: Partial<Project>): Partial<Project> {
  return project;
}

const CONFIGURATIONS = ['laptop.config.ts', 'laptop.config.mjs', 'laptop.config.js'];
const TEMPLATES = ['template.yaml', 'template.yml', 'template.json'];

/** Reads the project in a folder. Throws UsageError for a configuration that cannot be loaded or is none. */
export async function readProject(folder = '.'): Promise<Project> {
  const file = CONFIGURATIONS.map((name) => path.resolve(folder, name)).find((name) => existsSync(name));
  return withDefaults(file === undefined ? {} : await load(file), folder);
}

/** A project with every default filled in. */
export function withDefaults(project: Partial<Project>, folder = '.'): Project {
  const stackName = project.stackName ?? stackNameFor(path.basename(path.resolve(folder)));
  return {
    title: stackName,
    stackName,
    templatePath: TEMPLATES.find((name) => existsSync(path.resolve(folder, name))) ?? TEMPLATES[0]!,
    parameterDefaults: {},
    services: [],
    people: [],
    commands: {},
    checkParameters: () => undefined,
    deployed: async () => undefined,
    placeSamples: async (_, event) => event,
    traceColumns: [],
    firstSteps: () => [],
    ...project,
  };
}

/** What startCloud takes of a project. */
export function cloudOptionsOf(
  project: Project,
): Pick<CloudOptions, 'templatePath' | 'stackName' | 'parameterDefaults' | 'services' | 'people'> {
  const { templatePath, stackName, parameterDefaults, services, people } = project;
  return { templatePath, stackName, parameterDefaults, services, people };
}

async function load(file: string): Promise<Partial<Project>> {
  let module: { project?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as typeof module;
  } catch (cause) {
    throw new UsageError(`${path.basename(file)} cannot be loaded: ${String(cause)}`, { cause });
  }
  const { project } = module;
  if (typeof project !== 'object' || project === null)
    throw new UsageError(
      `${path.basename(file)} exports no project: export const project = defineProject({ ... })`,
    );
  return project as Partial<Project>;
}

/** Letters, digits and hyphens, a letter first, as CloudFormation wants it. */
function stackNameFor(folder: string): string {
  const name = folder
    .replaceAll(/[^A-Za-z0-9-]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return name === '' ? 'stack' : name;
}
