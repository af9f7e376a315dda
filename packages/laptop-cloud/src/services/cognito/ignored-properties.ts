// What changes nothing of pools on a laptop, each with the reason.

const NO_PASSWORDS = 'nobody has a password on a laptop: the page asks who one is';
const NO_MAILS = 'no mail and no text message leaves a laptop';

export const IGNORED_OF_POOLS: Readonly<Record<string, string>> = {
  ...because(NO_PASSWORDS, [
    'AccountRecoverySetting',
    'DeviceConfiguration',
    'EnabledMfas',
    'MfaConfiguration',
    'Policies',
    'UserPoolAddOns',
    'WebAuthnRelyingPartyID',
    'WebAuthnUserVerification',
    'WebAuthnFactorConfiguration',
  ]),
  ...because(NO_MAILS, [
    'AutoVerifiedAttributes',
    'EmailAuthenticationMessage',
    'EmailAuthenticationSubject',
    'EmailConfiguration',
    'EmailVerificationMessage',
    'EmailVerificationSubject',
    'SmsAuthenticationMessage',
    'SmsConfiguration',
    'SmsVerificationMessage',
    'UserAttributeUpdateSettings',
    'VerificationMessageTemplate',
  ]),
  AliasAttributes: 'people go by one name here',
  DeletionProtection: 'nothing but the reset command removes a pool here',
  UserPoolTags: 'labels for people and bills',
  UserPoolTier: 'tiers differ in price and in what the page can look like',
};

export const IGNORED_OF_CLIENTS: Readonly<Record<string, string>> = {
  ...because('people sign in by the page alone, not by API calls', [
    'AuthSessionValidity',
    'EnablePropagateAdditionalUserContextData',
    'ExplicitAuthFlows',
    'PreventUserExistenceErrors',
  ]),
  AnalyticsConfiguration: 'nothing of a laptop is analysed',
  WriteAttributes: 'no client writes attributes here',
};

export const IGNORED_OF_USERS: Readonly<Record<string, string>> = {
  ...because(NO_MAILS, ['DesiredDeliveryMediums', 'MessageAction']),
  ClientMetadata: 'no trigger runs here that would read it',
  ValidationData: 'no trigger runs here that would read it',
  ForceAliasCreation: 'people go by one name here',
};

function because(reason: string, properties: readonly string[]): Record<string, string> {
  return Object.fromEntries(properties.map((property) => [property, reason]));
}
