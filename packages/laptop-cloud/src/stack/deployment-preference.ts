// How a deployment would shift traffic to a new version. On a laptop all of it moves at once; what SAM and CloudFormation
// would refuse is refused here too. Sources: SAM specification, DeploymentPreference; CloudFormation Template Reference,
// AWS::StepFunctions::StateMachineAlias DeploymentPreference.
import { intrinsicOf } from './intrinsics.ts';
import { refuse } from './stack-error.ts';

type Properties = Readonly<Record<string, unknown>>;

const FUNCTION_KEYS = 'Alarms Enabled Hooks PassthroughCondition Role TriggerConfigurations Type'.split(' ');
const MACHINE_KEYS = 'Alarms Interval Percentage Type'.split(' ');
const HOOKS = ['PreTraffic', 'PostTraffic'];
const TRIGGER_KEYS = ['TriggerEvents', 'TriggerName', 'TriggerTargetArn'];
const MACHINE_TYPES = ['LINEAR', 'CANARY', 'ALL_AT_ONCE'];

/** Checks what a function says of its deployments. Throws StackError naming what is wrong. */
export function checkFunctionPreference(logicalId: string, properties: Properties): void {
  const { AutoPublishAlias, DeploymentPreference, VersionDeletionPolicy } = properties;
  for (const name of ['AutoPublishAliasAllProperties', 'AutoPublishCodeSha256', 'VersionDescription'])
    if (AutoPublishAlias === undefined && properties[name] !== undefined)
      refuse(`${logicalId}: ${name} requires AutoPublishAlias.`);
  if (VersionDeletionPolicy !== undefined && !['Delete', 'Retain'].includes(String(VersionDeletionPolicy)))
    refuse(`${logicalId}: VersionDeletionPolicy must be Delete or Retain.`);
  if (DeploymentPreference === undefined) return;
  const place = `${logicalId}: DeploymentPreference`;
  const preference = mapping(DeploymentPreference, place);
  onlyKnown(preference, FUNCTION_KEYS, place);
  if (String(preference.Enabled ?? true).toLowerCase() === 'false') return;
  if (AutoPublishAlias === undefined) refuse(`${place} requires AutoPublishAlias.`);
  if (preference.Type === undefined) refuse(`${place} needs a Type.`);
  single(preference.Type, `${place}.Type`);
  const hooks = mapping(preference.Hooks ?? {}, `${place}.Hooks`);
  onlyKnown(hooks, HOOKS, `${place}.Hooks`);
  list(preference.Alarms, `${place}.Alarms`);
  for (const trigger of list(preference.TriggerConfigurations, `${place}.TriggerConfigurations`))
    if (!intrinsicOf(trigger))
      onlyKnown(
        mapping(trigger, `${place}.TriggerConfigurations`),
        TRIGGER_KEYS,
        `${place}.TriggerConfigurations`,
      );
}

/** The same for a state machine. */
export function checkMachinePreference(logicalId: string, properties: Properties): void {
  const { AutoPublishAlias, DeploymentPreference, UseAliasAsEventTarget } = properties;
  if (AutoPublishAlias === undefined && UseAliasAsEventTarget === true)
    refuse(`${logicalId}: UseAliasAsEventTarget requires AutoPublishAlias.`);
  if (DeploymentPreference === undefined) return;
  const place = `${logicalId}: DeploymentPreference`;
  if (AutoPublishAlias === undefined) refuse(`${place} requires AutoPublishAlias.`);
  const preference = mapping(DeploymentPreference, place);
  onlyKnown(preference, MACHINE_KEYS, place);
  checkShifting(preference, place);
}

/** Checks the members that SAM and CloudFormation have alike. Intrinsics are left to whoever resolves them. */
export function checkShifting(preference: Properties, place: string): void {
  const { Type, Percentage, Interval } = preference;
  list(preference.Alarms, `${place}.Alarms`);
  if (Type === undefined) refuse(`${place} needs a Type.`);
  if (intrinsicOf(Type)) return;
  if (!MACHINE_TYPES.includes(String(Type)))
    refuse(`${place}.Type must be one of ${MACHINE_TYPES.join(', ')}, not ${String(Type)}.`);
  if (Type === 'ALL_AT_ONCE') {
    if (Percentage !== undefined || Interval !== undefined)
      refuse(`${place}: Percentage and Interval do not go with ALL_AT_ONCE.`);
    return;
  }
  whole(Percentage, 1, 99, `${place}.Percentage`);
  whole(Interval, 1, 2100, `${place}.Interval`);
}

function whole(value: unknown, min: number, max: number, place: string): void {
  if (intrinsicOf(value)) return;
  const number = Number(value);
  if (!Number.isInteger(number) || number < min || number > max)
    refuse(`${place} must be an integer from ${min} to ${max}.`);
}

function single(value: unknown, place: string): void {
  if (typeof value !== 'string' && !intrinsicOf(value)) refuse(`${place} must be a string.`);
}

function list(value: unknown, place: string): unknown[] {
  if (value === undefined || intrinsicOf(value)) return [];
  return Array.isArray(value) ? value : refuse(`${place} must be a list.`);
}

function mapping(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return refuse(`${place} must be a map.`);
}

function onlyKnown(value: Properties, known: readonly string[], place: string): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) refuse(`${place}.${unknown} is not known; there are ${known.join(', ')}.`);
}
