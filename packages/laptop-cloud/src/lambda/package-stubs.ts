// Between modules that stand apart and their packages, which are bundled into one CommonJS file: a small module for each
// package, which exports just the names that are asked for.

export interface PackageUse {
  specifier: string;
  /** Exports that modules import; NAMESPACE where one takes them all. */
  names: Set<string>;
}

/** Under this name a stub exports the whole package. */
const NAMESPACE = '__namespace';

/** As esbuild prints imports of a stub: always at the start of a line, names on one line or each on its own. */
const IMPORT = /^(import|export) ([\w$*{][^;"'()]*?) from "((?:\.{1,2}\/)+packages\/(\d+)\.mjs)";$/gm;
const BARE_IMPORT = /^import "(?:\.{1,2}\/)+packages\/\d+\.mjs";$/gm;
const ANY_USE = /"(?:\.{1,2}\/)+packages\/\d+\.mjs"/g;

/**
 * Notes which exports a module imports, by the number of the package; returns its text with imports of whole packages
 * turned into imports of a name. Undefined where it imports a package otherwise: `import()`, `export *`.
 */
export function readPackageUses(text: string, uses: readonly PackageUse[]): string | undefined {
  let understood = [...text.matchAll(BARE_IMPORT)].length;
  const read = text.replaceAll(IMPORT, (all, word: string, clause: string, path: string, number: string) => {
    const names = uses[Number(number)]?.names;
    if (!names || clause === '*') return all;
    understood += 1;
    const whole = /^(?:([\w$]+), )?\* as ([\w$]+)$/.exec(clause);
    const written = whole ? `${whole[1] ? `${whole[1]}, ` : ''}{ ${NAMESPACE} as ${whole[2]} }` : clause;
    for (const name of namesIn(written)) names.add(name);
    return written === clause ? all : `${word} ${written} from "${path}";`;
  });
  return understood === [...text.matchAll(ANY_USE)].length ? read : undefined;
}

function namesIn(clause: string): string[] {
  const [, first, list = ''] = /^([\w$]+)?(?:, )?(?:\{([^}]*)\})?$/s.exec(clause) ?? [];
  const named = list.split(',').map((part) => part.trim().split(/\s+as\s+/)[0] ?? '');
  return [...(first === undefined ? [] : ['default']), ...named.filter((name) => name !== '')];
}

/** What is bundled: every export that a stub asks for, under a name that says of which package. */
export function packagesModule(uses: readonly PackageUse[]): string {
  const lines = uses.flatMap(({ specifier, names }, index) => {
    const from = JSON.stringify(specifier);
    const named = [...names].filter((name) => name !== NAMESPACE);
    return [
      `import ${from};`,
      ...named.map((name) => `export { ${name} as ${exported(index, name)} } from ${from};`),
      ...(names.has(NAMESPACE) ? [`export * as ${exported(index, NAMESPACE)} from ${from};`] : []),
    ];
  });
  return `${lines.join('\n')}\n`;
}

/** The stub of one package. */
export function stubModule({ names }: PackageUse, index: number): string {
  const lines = [...names].map((name) => {
    const own = exported(index, name);
    return `const ${own} = packages.${own};\nexport { ${own} as ${name} };`;
  });
  return ["import packages from './all.cjs';", ...lines, ''].join('\n');
}

function exported(index: number, name: string): string {
  return `p${index}_${name}`;
}
