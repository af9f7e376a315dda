// AWS::Include with a file beside the template, which `sam package` would upload.
// Source: CloudFormation User Guide, "AWS::Include transform": short forms of functions are not read in what it brings.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { intrinsicOf } from './intrinsics.ts';
import { refuse } from './stack-error.ts';

/** The value, or what the file holds that it includes. */
export function withIncluded(value: unknown, baseDir: string | undefined, place: string): unknown {
  const call = intrinsicOf(value);
  if (call?.name !== 'Fn::Transform') return value;
  const { Name, Parameters } = Object(call.argument) as { Name?: unknown; Parameters?: unknown };
  if (Name !== 'AWS::Include')
    return refuse(
      `${place}: Fn::Transform ${String(Name)} is not supported on the laptop, only AWS::Include.`,
    );
  const { Location } = Object(Parameters) as { Location?: unknown };
  if (typeof Location !== 'string' || Location.includes('://'))
    return refuse(`${place}: the Location of AWS::Include must be the path of a file beside the template.`);
  const file = path.resolve(baseDir ?? '.', Location);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return refuse(`${place}: ${file}, which AWS::Include names, cannot be read.`);
  }
  const document = parseDocument(text, { logLevel: 'silent' });
  const [wrong] = document.errors;
  if (wrong) return refuse(`${place}: ${Location}: ${wrong.message.trim()}`);
  const [short] = document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED');
  if (short)
    return refuse(
      `${place}: ${Location}: ${short.message.trim()}: short forms are not read in what AWS::Include brings; write Fn::Sub.`,
    );
  return document.toJS() as unknown;
}
