// Amazon Resource Names: the one place that makes and reads them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html

export interface Arn {
  partition: string;
  service: string;
  /** Empty where the service has one namespace for all regions. */
  region: string;
  /** Empty where names are one's own in all accounts, as those of buckets. */
  accountId: string;
  /** All that follows, its own colons included: `table/Orders`, `function:resize:live`. */
  resource: string;
}

/** Says which text is no ARN. */
export class ArnError extends Error {
  override readonly name = 'ArnError';
}

/** The parts of an ARN; undefined for a text that is none. */
export function splitArn(text: string): Arn | undefined {
  if (!text.startsWith('arn:')) return undefined;
  // Asked several times for each request: without a list of pieces.
  const behindPartition = text.indexOf(':', 4);
  const behindService = text.indexOf(':', behindPartition + 1);
  const behindRegion = text.indexOf(':', behindService + 1);
  const behindAccount = text.indexOf(':', behindRegion + 1);
  if (behindPartition < 0 || behindService < 0 || behindRegion < 0 || behindAccount < 0) return undefined;
  const partition = text.slice(4, behindPartition);
  const service = text.slice(behindPartition + 1, behindService);
  const resource = text.slice(behindAccount + 1);
  if (partition === '' || service === '' || resource === '') return undefined;
  const region = text.slice(behindService + 1, behindRegion);
  return { partition, service, region, accountId: text.slice(behindRegion + 1, behindAccount), resource };
}

/** The parts of an ARN. Throws an ArnError for a text that is none. */
export function parseArn(text: string): Arn {
  const arn = splitArn(text);
  if (arn) return arn;
  throw new ArnError(`${text} is no ARN (arn:partition:service:region:account:resource)`);
}

/** The service in an ARN, `sqs`; empty for a text that is none. */
export function serviceOf(text: string): string {
  return splitArn(text)?.service ?? '';
}

/** What an ARN has behind the account, at its colons: `['execution', 'Machine', 'run']`; nothing for a text that is none. */
export function resourceParts(text: string): string[] {
  return splitArn(text)?.resource.split(':') ?? [];
}

/**
 * A function as requests name it: by name, partial or whole ARN, and the version or alias behind it.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestSyntax
 */
export const FUNCTION_NAME =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:(?<region>(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(?<accountId>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_.]+)(?::(?<qualifier>\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]+))?$/;

export interface FunctionName {
  name: string;
  qualifier?: string;
  region?: string;
  accountId?: string;
}

/** Those split so far: each invocation names its function several times. */
const functionNames = new Map<string, FunctionName>();
const MOST_FUNCTION_NAMES = 1000;

/** What is no name of a function is taken by its colons. */
export function splitFunctionName(nameOrArn: string): Readonly<FunctionName> {
  const known = functionNames.get(nameOrArn);
  if (known) return known;
  if (functionNames.size >= MOST_FUNCTION_NAMES) functionNames.clear();
  const name = readFunctionName(nameOrArn);
  functionNames.set(nameOrArn, name);
  return name;
}

function readFunctionName(nameOrArn: string): FunctionName {
  const parts = FUNCTION_NAME.exec(nameOrArn)?.groups;
  if (parts) {
    const given = Object.entries(parts).filter(([, part]) => part !== undefined);
    return Object.fromEntries(given) as unknown as FunctionName;
  }
  const arn = splitArn(nameOrArn);
  const own = arn?.service === 'lambda' ? arn.resource : nameOrArn;
  const [name = '', qualifier] = own.replace(/^(\d{12}:)?function:/, '').split(':');
  return qualifier === undefined ? { name } : { name, qualifier };
}

export function formatArn({ partition, service, region, accountId, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** A laptop stands for the regions of commercial AWS. */
export const PARTITION = 'aws';

/** Whose resources, and where. */
export interface Account {
  region: string;
  accountId: string;
}

/** The ARN of a resource in a region of an account. */
export function arnOf(service: string, { region, accountId }: Account, resource: string): string {
  return formatArn({ partition: PARTITION, service, region, accountId, resource });
}

export const queueArn = (account: Account, name: string) => arnOf('sqs', account, name);
export const topicArn = (account: Account, name: string) => arnOf('sns', account, name);
export const functionArn = (account: Account, name: string) => arnOf('lambda', account, `function:${name}`);
export const layerArn = (account: Account, name: string, version: number) =>
  arnOf('lambda', account, `layer:${name}:${version}`);
/** Of what a function of this ARN runs on: one of Lambda's own, of no account. */
export const runtimeArn = (ofFunction: string, id: string) =>
  formatArn({ ...parseArn(ofFunction), accountId: '', resource: `runtime:${id}` });
export const eventSourceMappingArn = (account: Account, uuid: string) =>
  arnOf('lambda', account, `event-source-mapping:${uuid}`);
export const stateMachineArn = (account: Account, name: string) =>
  arnOf('states', account, `stateMachine:${name}`);
export const activityArn = (account: Account, name: string) => arnOf('states', account, `activity:${name}`);
export const pipeArn = (account: Account, name: string) => arnOf('pipes', account, `pipe/${name}`);
export const eventBusArn = (account: Account, name: string) => arnOf('events', account, `event-bus/${name}`);
export const endpointArn = (account: Account, name: string) =>
  arnOf('sagemaker', account, `endpoint/${name}`);
export const scheduleArn = (account: Account, group: string, name: string) =>
  arnOf('scheduler', account, `schedule/${group}/${name}`);
export const scheduleGroupArn = (account: Account, name: string) =>
  arnOf('scheduler', account, `schedule-group/${name}`);
export const keyArn = (account: Account, id: string) => arnOf('kms', account, `key/${id}`);
export const alarmArn = (account: Account, name: string) => arnOf('cloudwatch', account, `alarm:${name}`);
/** With the star that stands for its streams, as CloudFormation gives it. */
export const logGroupArn = (account: Account, name: string) => arnOf('logs', account, `log-group:${name}:*`);
export const userPoolArn = (account: Account, id: string) => arnOf('cognito-idp', account, `userpool/${id}`);
/** What a function's permission names of an API: `<apiId>/<stage>/GET/pets/{id}`. */
export const apiCallArn = (account: Account, call: string) => arnOf('execute-api', account, call);
/** What the control plane has the right to: `<apiId>/routes`. */
export const apiArn = ({ region }: Pick<Account, 'region'>, path: string) =>
  arnOf('apigateway', { region, accountId: '' }, `/apis${path}`);
export const stackArn = (account: Account, name: string, id: string) =>
  arnOf('cloudformation', account, `stack/${name}/${id}`);

/** The ARN of a rule, which names its bus unless that is the default one. */
export function ruleArn(account: Account, name: string, bus?: string): string {
  return arnOf('events', account, `rule/${bus === undefined ? '' : `${bus}/`}${name}`);
}

export function tableArn(account: Account, name: string, index?: string): string {
  return arnOf('dynamodb', account, `table/${name}${index === undefined ? '' : `/index/${index}`}`);
}

const EVERYWHERE: Account = { region: '', accountId: '' };

export const bucketArn = (name: string) => arnOf('s3', EVERYWHERE, name);
export const objectArn = (bucket: string, key: string) => arnOf('s3', EVERYWHERE, `${bucket}/${key}`);
/** What a state has as its Resource to call a service without a client of its own: `s3:getObject`. */
export const integrationArn = (call: string) => arnOf('states', EVERYWHERE, call);

const ofAccount = (accountId: string): Account => ({ region: '', accountId });

export const rootArn = (accountId: string) => arnOf('iam', ofAccount(accountId), 'root');
export const roleArn = (accountId: string, name: string) =>
  arnOf('iam', ofAccount(accountId), `role/${name}`);
export const policyArn = (accountId: string, name: string) =>
  arnOf('iam', ofAccount(accountId), `policy/${name}`);
/** Of a policy that AWS manages, its path before its name. */
export const managedPolicyArn = (name: string) => policyArn('aws', name);
/** Who a role acts as. */
export const sessionArn = (accountId: string, role: string, session: string) =>
  arnOf('sts', ofAccount(accountId), `assumed-role/${role}/${session}`);
/** Of CloudFront, which has one namespace for all regions. */
export const distributionArn = ({ accountId }: Pick<Account, 'accountId'>, id: string) =>
  arnOf('cloudfront', { region: '', accountId }, `distribution/${id}`);
