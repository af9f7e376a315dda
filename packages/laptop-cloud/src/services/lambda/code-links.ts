// Links to the code of functions that the API has made, as GetFunction gives them: for ten minutes, to whoever has one, and no longer
// than this process lives. https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCodeLocation.html
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import type { Clock } from 'states-language';
import type { LambdaFunction } from '../../lambda/lambda-function.ts';
import { isMade, type MadeFunctions } from '../../lambda/made-functions.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../service.ts';

const PATH = '/function-code/';
const GOOD_FOR_MS = 600_000;

export interface CodeLinks {
  /** Undefined where no archive is kept: of a function of the template, and of code that an older laptop cloud has unpacked. */
  linkTo(found: LambdaFunction, endpoint: string): string | undefined;
  /** The service, which answers links too. */
  around(service: Service): Service;
}

export function createCodeLinks(made: MadeFunctions, clock: Pick<Clock, 'now'>): CodeLinks {
  const secret = randomBytes(32);
  const sign = (archive: string, untilMs: string) =>
    createHmac('sha256', secret).update(`${archive} ${untilMs}`).digest();

  function isGood(archive: string, query: URLSearchParams): boolean {
    const untilMs = query.get('until') ?? '';
    const given = Buffer.from(query.get('signature') ?? '', 'hex');
    const expected = sign(archive, untilMs);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    return Number(untilMs) >= clock.now();
  }

  function answer({ path, query }: ServiceRequest): ServiceResponse {
    const archive = path.slice(PATH.length);
    if (!isGood(archive, query)) return REFUSED;
    const file = made.archiveFile(archive);
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) return GONE;
    const headers = { 'content-type': 'application/zip', 'content-length': String(size) };
    return { status: 200, headers, stream: createReadStream(file) };
  }

  return {
    linkTo(found, endpoint) {
      if (!isMade(found)) return undefined;
      const { folder: archive } = found.made.code;
      if (!statSync(made.archiveFile(archive), { throwIfNoEntry: false })) return undefined;
      const until = String(clock.now() + GOOD_FOR_MS);
      const query = new URLSearchParams({ until, signature: sign(archive, until).toString('hex') });
      return `${endpoint}${PATH}${archive}?${query}`;
    },
    around: (service) => ({
      ...service,
      takesUnsigned: ({ method, path }) => method === 'GET' && path.startsWith(PATH),
      handle: async (request) =>
        request.method === 'GET' && request.path.startsWith(PATH) ? answer(request) : service.handle(request),
    }),
  };
}

const TEXT = { 'content-type': 'text/plain' };
const REFUSED: ServiceResponse = {
  status: 403,
  headers: TEXT,
  body: 'This link is not good, or not any more.',
};
const GONE: ServiceResponse = { status: 404, headers: TEXT, body: 'This code is gone.' };
