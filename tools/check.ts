// npm run check: would a deployment with these parameters work? Asked before it, without an account.

import { readWords } from 'laptop-cloud/template';
import { readOverrides } from './check/overrides.ts';
import { checkParameters } from './check/parameters.ts';
import { deployConfiguration } from './check/samconfig.ts';
import { runTool } from './run-tool.ts';
import { UsageError } from './usage-error.ts';

const HELP = `npm run check -- [options]

Checks the parameters of template.yaml as CloudFormation will, and the thresholds in Configuration as the steps will.
Reads samconfig.toml as sam deploy does. Exit code 0, or 2 with everything that is wrong.

  --config-env NAME              environment of samconfig.toml (default: default)
  --parameter-overrides K=V...   instead of what samconfig.toml says, quoted as sam deploy wants it
  --stack-name NAME              instead of the one in samconfig.toml
  --help                         this text`;

const TEMPLATE = 'template.yaml';
const SAMCONFIG = 'samconfig.toml';

process.exitCode = await runTool(HELP, check);

async function check(words: string[]): Promise<number> {
  const options = readOptions(words);
  const configured = deployConfiguration(SAMCONFIG, options.configEnv);
  const stackName = options.stackName ?? configured.stackName;
  if (stackName === undefined)
    throw new UsageError([`${SAMCONFIG} names no stack for ${options.configEnv}: give --stack-name.`]);
  const overrides = readOverrides(options.overrides ?? configured.overrides);
  const { values, given, configurationVersion } = checkParameters(TEMPLATE, stackName, overrides);
  console.log(
    `${stackName}: ${Object.keys(values).length} parameters fit, thresholds are version ${configurationVersion}`,
  );
  for (const name of given) console.log(`  ${name} = ${String(values[name])}`);
  return 0;
}

interface Options {
  configEnv: string;
  stackName: string | undefined;
  overrides: string[] | undefined;
}

/** As with SAM, every word behind --parameter-overrides up to the next option is one more of them. */
function readOptions(words: string[]): Options {
  const { values, tokens } = parsed(words);
  const overrides: string[] = [];
  let isOverride = false;
  for (const token of tokens) {
    if (token.kind === 'option') {
      isOverride = token.name === 'parameter-overrides';
      if (isOverride) overrides.push(token.value ?? '');
    } else if (token.kind === 'positional') {
      if (!isOverride) throw new UsageError([`check takes no argument, not ${JSON.stringify(token.value)}.`]);
      overrides.push(token.value);
    }
  }
  return {
    configEnv: values['config-env'] ?? 'default',
    stackName: values['stack-name'],
    overrides: values['parameter-overrides'] === undefined ? undefined : overrides,
  };
}

function parsed(words: string[]) {
  return readWords({
    args: words,
    options: {
      'config-env': { type: 'string' },
      'stack-name': { type: 'string' },
      'parameter-overrides': { type: 'string', multiple: true },
    },
    allowPositionals: true,
    tokens: true,
  });
}
