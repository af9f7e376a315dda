// The template as `sam build` wrote it.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { BUILD_FOLDER } from './project.ts';

export interface BuiltResource {
  Type: string;
  DeletionPolicy?: unknown;
  Condition?: string;
  DependsOn?: string[];
  Properties?: Record<string, unknown>;
}

export interface BuiltTemplate {
  Resources: Record<string, BuiltResource>;
}

export async function readBuiltTemplate(): Promise<BuiltTemplate> {
  return parse(await readFile(path.join(BUILD_FOLDER, 'template.yaml'), 'utf8')) as BuiltTemplate;
}
