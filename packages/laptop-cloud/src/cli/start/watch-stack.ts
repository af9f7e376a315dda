// While npm start runs: sources of functions are bundled again when they change, so that what does not bundle is told at
// once; what the stack itself was made of is told, as it takes a restart to use it.

import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Cloud } from '../../cloud.ts';
import type { Terminal } from '../terminal.ts';
import { type Change, type Watch, watchFiles, watchFolders } from './watch-files.ts';

export function watchStack(templatePath: string, cloud: Cloud, { line, paint }: Terminal): Watch {
  const inputs = watchFiles(inputsOf(templatePath, cloud), ({ file, kind }) =>
    line(`${paint.yellow(path.relative('.', file))} ${WORDS[kind]}`),
  );
  const folders = cloud.lambda.functions().map(({ codeFolder }) => codeFolder);
  // What does not bundle is told by the live log.
  const sources = watchFolders(folders, () => void cloud.lambda.bundleAll().catch(() => undefined));
  return {
    close: () => {
      inputs.close();
      sources.close();
    },
  };
}

const WORDS: Record<Change['kind'], string> = {
  changed: 'changed: restart to use it',
  gone: 'is gone: the next start will miss it',
  back: 'is again as it is used',
};

/** The template, the definitions of state machines, and what layers say they bring. */
function inputsOf(templatePath: string, { stack }: Cloud): string[] {
  const baseDir = path.dirname(path.resolve(templatePath));
  const named = stack.resources.flatMap(({ properties }) => {
    const { DefinitionUri, ContentUri } = properties;
    return [
      ...(typeof DefinitionUri === 'string' ? [DefinitionUri] : []),
      ...(typeof ContentUri === 'string'
        ? [path.join(ContentUri, 'package.json'), path.join(ContentUri, 'nodejs', 'package.json')]
        : []),
    ];
  });
  const files = named.map((file) => path.resolve(baseDir, file));
  return [path.resolve(templatePath), ...files.filter((file) => existsSync(file))];
}
