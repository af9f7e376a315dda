// A package's sources as JavaScript with type declarations, file by file, so that stack traces and breakpoints stay readable.

import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';

/** A relative import of a source, whatever it stands in. */
const SOURCE_IMPORT = /((?:\bfrom\s*|\bimport\s*\(\s*|^import\s*)["'])(\.{1,2}\/[^"']+)\.ts(["'])/gm;

/** Fills `dist` with a .js, a .js.map and a .d.ts for each source in `src`. Rejects with the compiler's own words. */
export async function compilePackage(folder: string): Promise<void> {
  const from = path.join(folder, 'src');
  const to = path.join(folder, 'dist');
  await rm(to, { recursive: true, force: true });
  await declare(folder, to);
  const sources = (await readdir(from, { recursive: true })).filter((file) => file.endsWith('.ts'));
  await Promise.all(
    sources.map((file) =>
      file.endsWith('.d.ts')
        ? copyDeclaration(path.join(from, file), path.join(to, file))
        : compile(path.join(from, file), path.join(to, file.replace(/\.ts$/, '.js'))),
    ),
  );
}

async function compile(source: string, target: string): Promise<void> {
  const { code, map } = await transform(await readFile(source, 'utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'node22',
    sourcemap: true,
    sourcefile: path.relative(path.dirname(target), source),
  });
  await mkdir(path.dirname(target), { recursive: true });
  const name = path.basename(target);
  await writeFile(target, `${asCompiled(code)}//# sourceMappingURL=${name}.map\n`);
  await writeFile(`${target}.map`, map);
}

async function copyDeclaration(source: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, await readFile(source));
}

/** TypeScript leaves `.ts` in declarations, where a package has no such file. */
async function declare(folder: string, to: string): Promise<void> {
  const words = [
    '--outDir',
    to,
    '--rootDir',
    path.join(folder, 'src'),
    '--emitDeclarationOnly',
    '--declaration',
  ];
  const config = path.join(folder, 'tsconfig.pack.json');
  await writeFile(
    config,
    JSON.stringify({ extends: '../../tsconfig.json', include: ['src'], compilerOptions: { noEmit: false } }),
  );
  try {
    const tsc = path.resolve(folder, '../../node_modules/typescript/bin/tsc');
    await promisify(execFile)(process.execPath, [tsc, '-p', config, ...words]);
  } catch (error) {
    throw new Error((error as { stdout?: string }).stdout || String(error), { cause: error });
  } finally {
    await rm(config, { force: true });
  }
  for (const file of await readdir(to, { recursive: true })) {
    if (!file.endsWith('.d.ts')) continue;
    const declaration = path.join(to, file);
    await writeFile(declaration, asCompiled(await readFile(declaration, 'utf8')));
  }
}

/** The same text with imports of `.js` in place of `.ts`. */
export function asCompiled(text: string): string {
  return text.replaceAll(SOURCE_IMPORT, '$1$2.js$3');
}
