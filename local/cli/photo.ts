// npm run photo: the main job once, without a server running.

import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { type Cloud, startCloud } from '../cloud.ts';
import { parseFaultFlag } from '../faults/flag.ts';
import { type Call, type Command, listOption, pairsOption, textOption } from './command.ts';
import { type Answer, exitCodeOf } from './photo/answer.ts';
import { explainAnswer } from './photo/explain-answer.ts';
import { sendPhoto } from './photo/journey.ts';
import { readMockCase } from './photo/mock-case.ts';
import { createProgress } from './photo/progress.ts';
import { printAnswer } from './photo/report.ts';
import { UsageError } from './usage-error.ts';

export const PHOTO: Command = {
  name: 'photo',
  summary: 'check selfies, from upload to answer',
  help: `npm run photo -- FILE... [options]

Uploads each file and follows its execution to the answer: verdict, every reason with measured value and threshold,
thumbnails, and what the rider was told.

  --rider ID                  the rider who sends the files; without it each file is a new rider's
  --explain FILE.png          draw face, landmarks and findings on the photo (one file only)
  --json                      one JSON object a line instead of words
  --fault RULE                break something on purpose, e.g. state=DetectFace,nth=1-2,do=error (repeatable)
  --mocks CASE                answer every task from a case of statemachine/mocks/MockConfigFile.json
  --parameter-overrides K=V   parameters of template.yaml (repeatable)
  --state DIR                 where everything is kept (default .local)
  --help                      this text

Exit code: 0 approved, 10 retake, 11 review, 12 rejected, 1 fault, 2 usage; with several files, the highest.`,
  options: {
    rider: { type: 'string' },
    explain: { type: 'string' },
    json: { type: 'boolean' },
    fault: { type: 'string', multiple: true },
    mocks: { type: 'string' },
    'parameter-overrides': { type: 'string', multiple: true },
    state: { type: 'string' },
  },
  run,
};

async function run(call: Call): Promise<number> {
  const files = call.positionals;
  if (files.length === 0) throw new UsageError('which photo? For example: npm run photo -- samples/ada.jpg');
  for (const file of files) checkFile(file);
  const riderId = textOption(call, 'rider');
  if (riderId !== undefined) checkRiderId(riderId);
  const explain = textOption(call, 'explain');
  if (explain !== undefined) checkExplain(explain, files);
  const faults = listOption(call, 'fault').map(parseFaultFlag);
  const testCase = textOption(call, 'mocks');
  const mocks = testCase === undefined ? undefined : readMockCase(testCase);
  const cloud = await startCloud({
    templatePath: 'template.yaml',
    stateFolder: textOption(call, 'state') ?? '.local',
    port: 0,
    parameters: pairsOption(call, 'parameter-overrides'),
    faults,
    ...(mocks ? { mocks } : {}),
    log: (line) => call.err.line(call.err.paint.dim(line)),
  });
  // While the first file travels; what fails here fails again, and is told, where it is needed.
  const warming = mocks ? undefined : cloud.warm().catch(() => undefined);
  try {
    let highest = 0;
    for (const file of files) {
      const answer = await checkOne(call, cloud, file, riderId ?? `rider-${randomBytes(4).toString('hex')}`);
      if (explain !== undefined) await explainAnswer(cloud, answer, explain);
      highest = Math.max(highest, exitCodeOf(answer));
    }
    return highest;
  } finally {
    await warming;
    await cloud.close();
  }
}

async function checkOne(call: Call, cloud: Cloud, file: string, riderId: string): Promise<Answer> {
  const isJson = call.options['json'] === true;
  const { out, err } = call;
  const progress = createProgress(isJson ? err : out, Date.now());
  if (!isJson) out.line(out.paint.bold(file));
  const answer = await sendPhoto({
    cloud,
    file,
    riderId,
    isMocked: textOption(call, 'mocks') !== undefined,
    signal: call.signal,
    onEvent: (event) => {
      if (!isJson) progress.see(event);
    },
  });
  progress.end();
  if (isJson) out.line(JSON.stringify(answer));
  else printAnswer(out, answer);
  return answer;
}

function checkFile(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) throw new UsageError(`${file} does not exist`);
  if (stats.isDirectory()) throw new UsageError(`${file} is a folder: name the photos in it`);
  if (!stats.isFile()) throw new UsageError(`${file} is not a file`);
}

/** Rider ids are a segment of the upload's key. */
function checkRiderId(riderId: string): void {
  if (riderId === '' || riderId.includes('/')) {
    throw new UsageError(`--rider takes an id without slashes, not "${riderId}"`);
  }
}

function checkExplain(target: string, files: string[]): void {
  if (!target.toLowerCase().endsWith('.png'))
    throw new UsageError(`--explain writes a PNG: name it *.png, not "${target}"`);
  if (files.length > 1) throw new UsageError('--explain takes one photo at a time');
}
