// How suites load modules: our own anew for each suite, as Jest does, but compiled once for all suites of a worker; packages once
// for all of them, as Node does. A package that a test mocks is mocked for our modules, not for other packages.

import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';
import Runtime from 'jest-runtime';

const load = createRequire(import.meta.url);
const IN_PACKAGE = `${path.sep}node_modules${path.sep}`;
/** The one keeps what it knows of a suite in its modules; the other has a process, which the timer of an earlier suite would end. */
const PER_SUITE = ['jest-circus', 'esbuild'].map((name) => `${IN_PACKAGE}${name}${path.sep}`);

export default class SharedPackagesRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    const [, , , transformer] = given;
    const transform = transformer.transform.bind(transformer);
    transformer.transform = (file, options, text) =>
      sameText(transforms, file, text, () => transform(file, options, text));
    const parameters = this.executor.injectedModuleParameters;
    this.executor.compile = (text, file) =>
      sameText(scripts, file, text, () => scriptOf(text, file, parameters)).runInThisContext();
  }

  requireModule(from, name, ...more) {
    if (name && this._resolution.isCoreModule(name)) return super.requireModule(from, name, ...more);
    const file = name ? this._resolution.resolveCjs(from, name) : from;
    const isShared = file.includes(IN_PACKAGE) && !PER_SUITE.some((folder) => file.includes(folder));
    return isShared ? load(file) : super.requireModule(from, name, ...more);
  }
}

const transforms = new Map();
const scripts = new Map();

/** What was made of a file, made again when its text is another one. */
function sameText(made, file, text, make) {
  const known = made.get(file);
  if (known !== undefined && known.text === text) return known.result;
  const result = make();
  made.set(file, { text, result });
  return result;
}

function scriptOf(text, filename, parameters) {
  const head = `(function (${parameters.join(', ')}) {`;
  return new Script(`${head}${text}\n})`, { filename, columnOffset: -head.length });
}
