// The access logs of HTTP APIs: each stage's lines, in a file for each log group.
import path from 'node:path';
import { tellOfDisk } from '../append-whole.ts';
import { pendingLines } from '../json-lines.ts';
import { type Answered, compileAccessFormat, type LineOf } from './access-line.ts';
import type { Api } from './api.ts';
import type { StageProperties } from './definition.ts';

/** A line as it comes. */
export interface AccessLogLine {
  /** Logical id of the API. */
  api: string;
  logGroup: string;
  line: string;
}

export interface AccessLogs {
  /** Throws an Error for a format or destination that cannot be. */
  check(settings: AccessLogSettings): void;
  add(api: Api, answered: Answered): void;
  onLine(listener: (line: AccessLogLine) => void): void;
  close(): void;
}

type AccessLogSettings = NonNullable<StageProperties['AccessLogSettings']>;

/** What a crash may cost; so little that a file can be followed. */
const DELAY_MS = 20;

/** Files are `<folder>/<log group>.log`, the slashes of its name dots. */
export function createAccessLogs(folder: string): AccessLogs {
  const lines = pendingLines(DELAY_MS);
  const formats = new Map<string, LineOf>();
  const listeners: ((line: AccessLogLine) => void)[] = [];
  const compiled = (format: string): LineOf => {
    const lineOf = formats.get(format) ?? compileAccessFormat(format);
    formats.set(format, lineOf);
    return lineOf;
  };
  const fileOf = (logGroup: string): string =>
    path.join(folder, `${logGroup.replace(/^\//, '').replaceAll('/', '.')}.log`);
  return {
    check({ DestinationArn, Format }) {
      logGroupOf(DestinationArn);
      compiled(Format);
    },
    add(api, answered) {
      const settings = api.stages.get(answered.exchange.stage)?.AccessLogSettings;
      if (!settings) return;
      const logGroup = logGroupOf(settings.DestinationArn);
      const line = compiled(settings.Format)(answered);
      lines.appendText(fileOf(logGroup), line);
      for (const listener of listeners) listener({ api: api.logicalId, logGroup, line });
    },
    onLine: (listener) => void listeners.push(listener),
    close() {
      try {
        lines.flush();
      } catch (error) {
        tellOfDisk(error, lines);
      }
    },
  };
}

function logGroupOf(arn: string): string {
  const [, name] = /^arn:[^:]+:logs:[^:]+:\d+:log-group:([^:*]+)(?::\*)?$/.exec(arn) ?? [];
  if (name !== undefined) return name;
  throw new Error(`AccessLogSettings.DestinationArn ${arn} is not the ARN of a log group`);
}
