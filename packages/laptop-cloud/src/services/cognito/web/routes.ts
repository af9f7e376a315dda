// The addresses of pools that nobody signs for: of the issuer, below the pool's id, and of the domain.
import type { ServiceRequest, ServiceResponse } from '../../service.ts';
import type { CognitoParts } from '../cognito-parts.ts';
import { looksLikePoolId } from '../ids.ts';
import { preflightAnswer } from './answers.ts';
import { authorize, showSignIn, signIn } from './authorize.ts';
import { discovery, jwks } from './discovery.ts';
import { logout } from './logout.ts';
import { revoke, token } from './token.ts';
import { userInfo } from './user-info.ts';

type Answer = (
  parts: CognitoParts,
  request: ServiceRequest,
  poolId: string,
) => ServiceResponse | Promise<ServiceResponse>;

interface Route {
  methods: Readonly<Record<string, Answer>>;
  /** Scripts of other origins call it, asking before. */
  hasCors?: true;
}

const OF_DOMAIN: Readonly<Record<string, Route>> = {
  '/login': { methods: { GET: showSignIn, POST: signIn } },
  '/logout': { methods: { GET: logout } },
  '/oauth2/authorize': { methods: { GET: authorize } },
  '/oauth2/token': { methods: { POST: token }, hasCors: true },
  '/oauth2/revoke': { methods: { POST: revoke }, hasCors: true },
  '/oauth2/userInfo': { methods: { GET: userInfo, POST: userInfo }, hasCors: true },
};

const OF_ISSUER: Readonly<Record<string, Route>> = {
  '/.well-known/openid-configuration': {
    methods: { GET: (parts, _, poolId) => discovery(parts, poolId) },
    hasCors: true,
  },
  '/.well-known/jwks.json': { methods: { GET: (parts, _, poolId) => jwks(parts, poolId) }, hasCors: true },
};

/** Whether an unsigned request is for a pool; cheap. Buckets may be called `login`, so that a form with files is not. */
export function isForPools({ path, headers }: Pick<ServiceRequest, 'path' | 'headers'>): boolean {
  return find(path) !== undefined && !headers['content-type']?.startsWith('multipart/');
}

/** Answers a request that isForPools. */
export async function answerPools(parts: CognitoParts, request: ServiceRequest): Promise<ServiceResponse> {
  const found = find(request.path);
  if (!found) return { status: 404, body: 'Not Found' };
  const { route, poolId } = found;
  const allowed = Object.keys(route.methods).join(', ');
  if (request.method === 'OPTIONS' && route.hasCors) return preflightAnswer(allowed);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const answer = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined;
  if (!answer)
    return {
      status: 405,
      headers: { allow: allowed, 'content-type': 'text/plain' },
      body: 'Method Not Allowed',
    };
  return answer(parts, request, poolId);
}

function find(path: string): { route: Route; poolId: string } | undefined {
  if (Object.hasOwn(OF_DOMAIN, path)) return { route: OF_DOMAIN[path]!, poolId: '' };
  const slash = path.indexOf('/', 1);
  const [poolId, rest] = [path.slice(1, slash), path.slice(slash)];
  if (slash < 0 || !looksLikePoolId(poolId) || !Object.hasOwn(OF_ISSUER, rest)) return undefined;
  return { route: OF_ISSUER[rest]!, poolId };
}
