// npm run photo: the main job once, with the npm start that runs, or without one.

import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import {
  type Call,
  type CloudInUse,
  type Command,
  LOG_HELP,
  LOG_OPTIONS,
  listOption,
  pairsOption,
  parseFaultFlag,
  showLogs,
  textOption,
  UsageError,
  useCloud,
} from 'laptop-cloud/cli';
import type { HistoryEvent } from 'states-language';
import { type Answer, exitCodeOf } from './photo/answer.ts';
import { sendPhoto } from './photo/journey.ts';
import { createProgress } from './photo/progress.ts';
import { printAnswer } from './photo/report.ts';

export const PHOTO: Command = {
  name: 'photo',
  summary: 'check selfies, from upload to answer',
  help: `npm run photo -- FILE... [options]

Uploads each file and follows its execution to the answer: verdict, every reason with measured value and threshold,
thumbnails, and the message to the rider.

  --rider ID                  the rider who sends the files; without it each file is a new rider's
  --without-consent           send the photo of a rider who has agreed to nothing; else the rider agrees first
  --explain FILE.png          draw face, landmarks and findings on the photo (one file only)
  --json                      one JSON object a line instead of words
${LOG_HELP}
  --stop-at STATE             let the debugger stop when an execution enters this state, e.g. Decide
  --fault RULE                break something on purpose, e.g. state=DetectFace,nth=1-2,do=error (repeatable)
  --mocks CASE                answer every task from a case of statemachine/mocks/MockConfigFile.json
  --parameter-overrides K=V   parameters of template.yaml (repeatable)
  --state DIR                 where everything is kept (default .local)
  --fresh                     as if nobody had ever sent a photo: a state of its own, forgotten afterwards
  --help                      this text

Works with the npm start that uses the same --state, if there is one; --fault, --mocks and --parameter-overrides are then
npm start's to take.

Exit code: 0 approved, 10 retake, 11 review, 12 rejected, 1 fault, 2 usage; with several files, the highest.`,
  options: {
    rider: { type: 'string' },
    'without-consent': { type: 'boolean' },
    explain: { type: 'string' },
    json: { type: 'boolean' },
    fault: { type: 'string', multiple: true },
    mocks: { type: 'string' },
    'parameter-overrides': { type: 'string', multiple: true },
    state: { type: 'string' },
    fresh: { type: 'boolean' },
    ...LOG_OPTIONS,
    'stop-at': { type: 'string' },
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
  if (call.options['fresh'] === true && call.options['state'] !== undefined)
    throw new UsageError('--fresh makes a state of its own: leave --state out, or --fresh');
  const testCase = textOption(call, 'mocks');
  const mocks = testCase === undefined ? undefined : await mockCase(testCase);
  const stopAt = textOption(call, 'stop-at');
  const used = await useCloud(call, {
    parameters: pairsOption(call, 'parameter-overrides'),
    faults: listOption(call, 'fault').map(parseFaultFlag),
    ...(mocks ? { mocks } : {}),
    ...(stopAt === undefined ? {} : { stopAt }),
  });
  // While the first file travels, and only what its workflow needs; what fails here fails again, and is told, where it is needed.
  const warming = mocks ? undefined : used.own?.standBy().catch(() => undefined);
  try {
    if (used.own) showLogs(call, used.own.lambda, call.options['json'] === true ? call.err : call.out);
    let highest = 0;
    for (const file of files) {
      const { answer, history } = await checkOne(call, used, file, riderId ?? newRiderId());
      if (explain !== undefined) {
        const { explainAnswer } = await import('./photo/explain-answer.ts');
        await explainAnswer(used.cloud, answer, history, explain);
      }
      highest = Math.max(highest, exitCodeOf(answer));
    }
    return highest;
  } finally {
    // Whoever has pressed Ctrl-C waits for nothing.
    if (!call.signal.aborted) await warming;
    await used.close();
  }
}

/** Loaded when asked for, as what draws an explanation is: it takes the whole cloud with it. */
async function mockCase(testCase: string) {
  return (await import('./photo/mock-case.ts')).readMockCase(testCase);
}

async function checkOne(
  call: Call,
  used: CloudInUse,
  file: string,
  riderId: string,
): Promise<{ answer: Answer; history: HistoryEvent[] }> {
  const isJson = call.options['json'] === true;
  const { out, err } = call;
  const progress = createProgress(isJson ? err : out, Date.now());
  const history: HistoryEvent[] = [];
  if (!isJson) out.line(out.paint.bold(file));
  try {
    const answer = await sendPhoto({
      cloud: used.cloud,
      file,
      riderId,
      withoutConsent: call.options['without-consent'] === true,
      onAgreed: (version) => {
        if (!isJson)
          out.line(
            `  ${out.paint.dim(`the rider has agreed to the text of version ${version} (--without-consent leaves that out)`)}`,
          );
      },
      isMocked: textOption(call, 'mocks') !== undefined,
      signal: call.signal,
      onEvent: (event, story) => {
        history.push(event);
        if (!isJson) progress.see(event, story);
      },
    });
    progress.end();
    if (isJson) out.line(JSON.stringify(answer));
    else printAnswer(out, answer);
    if (!isJson && answer.status === 'in-review') out.line(`  ${out.paint.dim(wayToAnswer(call, answer))}`);
    return { answer, history };
  } catch (error) {
    throw used.running && isUnreachable(error)
      ? new Error(`npm start at ${used.cloud.endpoint} has stopped before the answer came`, { cause: error })
      : error;
  } finally {
    progress.end();
  }
}

function isUnreachable(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNREFUSED' || code === 'ECONNRESET';
}

function newRiderId(): string {
  return `rider-${randomBytes(4).toString('hex')}`;
}

/** The review outlives this command with the state that it is kept in, and npm run review goes on with it. */
function wayToAnswer(call: Call, { photoId, isRepeat }: Answer): string {
  if (call.options['fresh'] === true) return 'nobody can answer it: what --fresh made ends with this command';
  if (call.options['mocks'] !== undefined) return 'nobody can answer it: it is mocked';
  const state = textOption(call, 'state');
  const where = state === undefined ? '' : ` --state ${state}`;
  return `${isRepeat ? 'still open' : 'open'}; answer it with: npm run review -- ${photoId} --approve${where} (or --retake, --reject)`;
}

function checkFile(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) throw new UsageError(`${file === '' ? 'a file without a name' : file} does not exist`);
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
  const folder = path.dirname(target);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--explain: there is no folder ${folder} for ${path.basename(target)}`);
}
