// Whether `npm run check` reads parameter overrides as the SAM CLI does: SAM's own reader is asked.

import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SAM_READINGS } from '../tools/sam-readings.ts';
import { runOrThrow } from './command.ts';
import type { Sam } from './sam-cli.ts';

const ASK = `
import json, sys
from samcli.cli.types import CfnParameterOverridesType
print(json.dumps([CfnParameterOverridesType().convert(one, None, None) for one in json.loads(sys.argv[1])]))
`;

/** Each text that SAM reads otherwise than the tests of the tool expect is one problem. */
export async function checkOverrides({ programs, environment }: Sam): Promise<string[]> {
  const written = JSON.stringify(SAM_READINGS.map(([overrides]) => overrides));
  const { stdout } = await runOrThrow(path.join(programs, 'python'), ['-c', ASK, written], {
    env: environment,
  });
  const read = JSON.parse(stdout) as Record<string, string>[];
  console.log(`  ${read.length} texts`);
  return SAM_READINGS.flatMap(([overrides, expected], index) =>
    isDeepStrictEqual(read[index], expected)
      ? []
      : [
          `SAM reads ${JSON.stringify(overrides)} as ${JSON.stringify(read[index])}, not ${JSON.stringify(expected)}`,
        ],
  );
}
