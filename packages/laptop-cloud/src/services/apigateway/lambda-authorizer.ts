// Lets in whom a function of the template lets in.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html

import { decide, parseIdentityPolicy } from '../../policies/policy.ts';
import { messageOf } from '../message-of.ts';
import type { LambdaAuthorizer } from './definition.ts';
import { authorizerEventOf } from './event.ts';
import { type Exchange, GatewayAnswer } from './exchange.ts';
import { functionArnOf } from './function-uri.ts';
import { identityOf } from './identity-source.ts';
import { type Invoke, invokeWithin } from './invoke-within.ts';

export interface AskParts {
  invoke: Invoke;
  /** Whether a permission of the template lets the API call the function; `source` ends its ARN. */
  allows(functionArn: string, source: string): boolean;
  /** The ARN of API Gateway's own that ends with this. */
  sourceArn(source: string): string;
  now(): number;
  /** Gets why an authorizer cannot say. */
  log(line: string): void;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const TIMEOUT_MS = 10_000;

export type LambdaAuthorization = (
  id: string,
  authorizer: LambdaAuthorizer,
  exchange: Exchange,
) => Promise<Readonly<Record<string, unknown>>>;

/**
 * Gives the context that the function says of a caller. Throws GatewayAnswer: 401 without identity, 403 for one that is not
 * let in, 500 for a function that fails. Answers are kept by identity as long as the authorizer says, for all routes.
 */
export function createLambdaAuthorization(parts: AskParts): LambdaAuthorization {
  const kept = new Map<string, { answer: Promise<Answer>; untilMs: number }>();
  return async (id, authorizer, exchange) => {
    const identity = authorizer.IdentitySource.map((source) => identityOf(source, exchange.request));
    if (!identity.every((one) => one !== undefined)) throw new GatewayAnswer(401, 'Unauthorized');
    const routeArn = parts.sourceArn(sourceOf(exchange));
    const ttlMs = identity.length > 0 ? authorizer.AuthorizerResultTtlInSeconds * 1000 : 0;
    const key = JSON.stringify([id, exchange.stage, identity]);
    const known = kept.get(key);
    let answer = known && known.untilMs > parts.now() ? known.answer : undefined;
    if (!answer) {
      answer = ask(id, authorizer, exchange, {
        ...parts,
        event: authorizerEventOf(exchange, routeArn, identity),
      });
      if (ttlMs > 0) {
        kept.set(key, { answer, untilMs: parts.now() + ttlMs });
        // A failure is nobody's answer.
        answer.catch(() => kept.delete(key));
      }
    }
    const { isLetIn, context } = await answer;
    if (!isLetIn(routeArn)) throw new GatewayAnswer(403, 'Forbidden');
    return context;
  };
}

interface Answer {
  isLetIn(routeArn: string): boolean;
  context: Readonly<Record<string, unknown>>;
}

async function ask(
  id: string,
  authorizer: LambdaAuthorizer,
  { apiId, traceHeader, facts }: Exchange,
  { invoke, allows, log, event }: AskParts & { event: string },
): Promise<Answer> {
  const functionArn = functionArnOf(authorizer.AuthorizerUri);
  try {
    if (!allows(functionArn, `${apiId}/authorizers/${id}`))
      throw new Error(
        `API Gateway may not call ${functionArn}: give the template an AWS::Lambda::Permission, or EnableFunctionDefaultPermissions`,
      );
    const { payload, functionError } = await invokeWithin(TIMEOUT_MS, invoke, functionArn, event, {
      traceHeader,
    });
    if (functionError) throw new Error(`the function failed: ${payload}`);
    return answerOf(JSON.parse(payload), authorizer.EnableSimpleResponses);
  } catch (error) {
    facts.authorizerError = messageOf(error);
    log(`the authorizer ${authorizer.Name}: ${messageOf(error)}`);
    throw new GatewayAnswer(500, 'Internal Server Error');
  }
}

function answerOf(given: unknown, isSimple: boolean): Answer {
  const { isAuthorized, policyDocument, context = {} } = Object(given) as Record<string, unknown>;
  if (typeof context !== 'object' || context === null || Array.isArray(context))
    throw new Error('its context must be a map');
  const kept = context as Record<string, unknown>;
  if (isSimple) {
    if (typeof isAuthorized !== 'boolean')
      throw new Error('its answer must have isAuthorized, true or false');
    return { isLetIn: () => isAuthorized, context: kept };
  }
  if (typeof policyDocument !== 'object' || policyDocument === null)
    throw new Error('its answer must have a policyDocument (without EnableSimpleResponses)');
  const policy = parseIdentityPolicy(policyDocument);
  const action = 'execute-api:Invoke';
  const isLetIn = (resource: string) =>
    decide(policy, { action, resource, caller: { identity: 'anyone' }, context: new Map() }) === 'allow';
  return { isLetIn, context: kept };
}

/** `<apiId>/<stage>/GET/pets/1`; of $default, `<apiId>/<stage>/$default`. */
function sourceOf({ apiId, stage, routeKey, request, rawPath }: Exchange): string {
  if (routeKey === '$default') return `${apiId}/${stage}/$default`;
  const path = stage === '$default' ? rawPath : rawPath.slice(stage.length + 1);
  return `${apiId}/${stage}/${request.method}${path}`;
}
