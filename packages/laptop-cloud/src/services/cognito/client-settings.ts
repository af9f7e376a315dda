// Properties of AWS::Cognito::UserPoolClient, as the pages of the pool follow them.
import * as z from 'zod';
import { Count, Flag, readProperties } from '../template-values.ts';
import type { Client } from './pool.ts';

const Unit = z.enum(['seconds', 'minutes', 'hours', 'days']);
const SECONDS: Readonly<Record<z.output<typeof Unit>, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};
const Texts = z.array(z.string());

const Properties = z.strictObject({
  UserPoolId: z.string(),
  ClientName: z.string().optional(),
  GenerateSecret: Flag.default(false),
  AllowedOAuthFlowsUserPoolClient: Flag.default(false),
  AllowedOAuthFlows: z.array(z.literal('code', { error: 'the laptop has the flow code alone' })).default([]),
  AllowedOAuthScopes: Texts.default([]),
  CallbackURLs: Texts.default([]),
  LogoutURLs: Texts.default([]),
  DefaultRedirectURI: z.string().optional(),
  SupportedIdentityProviders: z
    .array(z.literal('COGNITO', { error: 'the laptop has the people of the pool itself, COGNITO, alone' }))
    .optional(),
  AccessTokenValidity: Count.optional(),
  IdTokenValidity: Count.optional(),
  RefreshTokenValidity: Count.optional(),
  TokenValidityUnits: z
    .strictObject({ AccessToken: Unit.optional(), IdToken: Unit.optional(), RefreshToken: Unit.optional() })
    .default({}),
  RefreshTokenRotation: z
    .strictObject({
      Feature: z.literal('DISABLED', { error: 'refresh tokens are not rotated on the laptop' }),
      RetryGracePeriodSeconds: Count.optional(),
    })
    .optional(),
  EnableTokenRevocation: Flag.default(true),
  ReadAttributes: Texts.optional(),
});

type Given = z.output<typeof Properties>;
export type ClientSettings = Omit<Client, 'id' | 'pool' | 'secret'> & { poolId: string; hasSecret: boolean };

export const CLIENT_PROPERTIES = Object.keys(Properties.shape);

/** Throws an Error naming what is not supported, or what Cognito refuses. */
export function clientSettings(properties: Record<string, unknown>, physicalName: string): ClientSettings {
  const given = readProperties(Properties, properties);
  const { AllowedOAuthFlowsUserPoolClient: isOn, AllowedOAuthFlows: flows } = given;
  for (const url of [...given.CallbackURLs, ...given.LogoutURLs]) checkUrl(url);
  const { DefaultRedirectURI: usual } = given;
  if (usual !== undefined && !given.CallbackURLs.includes(usual))
    throw new Error('DefaultRedirectURI must be among the CallbackURLs');
  const { UserPoolId: _poolId, GenerateSecret: _secret, ClientName: _name, ...described } = given;
  return {
    poolId: given.UserPoolId,
    name: given.ClientName ?? physicalName,
    hasSecret: given.GenerateSecret,
    callbackUrls: given.CallbackURLs,
    logoutUrls: given.LogoutURLs,
    ...(usual === undefined ? {} : { defaultRedirectUri: usual }),
    mayUseCode: isOn && flows.includes('code'),
    scopes: given.AllowedOAuthScopes,
    accessTokenSeconds: secondsOf(given, 'AccessToken', 'hours', 1, [300, 86_400]),
    idTokenSeconds: secondsOf(given, 'IdToken', 'hours', 1, [300, 86_400]),
    refreshTokenSeconds: secondsOf(given, 'RefreshToken', 'days', 30, [3600, 315_360_000]),
    hasRevocation: given.EnableTokenRevocation,
    ...(given.ReadAttributes ? { readAttributes: given.ReadAttributes } : {}),
    described: Object.fromEntries(Object.entries(described).filter(([, value]) => value !== undefined)),
  };
}

function secondsOf(
  given: Given,
  token: 'AccessToken' | 'IdToken' | 'RefreshToken',
  usualUnit: z.output<typeof Unit>,
  usual: number,
  [least, most]: [number, number],
): number {
  const unit = given.TokenValidityUnits[token] ?? usualUnit;
  const seconds = (given[`${token}Validity`] ?? usual) * SECONDS[unit];
  // Of a refresh token 0 means the usual one.
  if (token === 'RefreshToken' && seconds === 0) return usual * SECONDS[usualUnit];
  if (seconds >= least && seconds <= most) return seconds;
  throw new Error(`${token}Validity must be from ${least} to ${most} seconds, not ${seconds}`);
}

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/** As Cognito: TLS, this machine, or an app's own scheme; no fragment. */
function checkUrl(url: string): void {
  if (!URL.canParse(url)) throw new Error(`${url} is not an absolute URL`);
  const { protocol, hostname, hash } = new URL(url);
  if (hash !== '') throw new Error(`${url} must not have a fragment`);
  if (protocol === 'http:' && !LOCAL.has(hostname))
    throw new Error(`${url} must be https, or http on localhost`);
}
