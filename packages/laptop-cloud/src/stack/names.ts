// Physical names as CloudFormation makes them (`stack-LogicalId-SUFFIX`), but the same on every start, so that state is found again.
import { createHash } from 'node:crypto';

/** The physical name of a resource whose template gives none. */
export function generatedName(
  type: string,
  stackName: string,
  logicalId: string,
  properties: Record<string, unknown> = {},
): string {
  const rule = RULES[type];
  const seed = `${stackName}/${logicalId}`;
  if (rule?.make) return rule.make(seed);
  const suffix = base32(seed).slice(0, 12);
  const ending = properties.FifoQueue || properties.FifoTopic ? '.fifo' : '';
  const room = (rule?.maxLength ?? 255) - suffix.length - ending.length - 2;
  // CloudFormation shortens both parts; the suffix keeps the name unique.
  const stack = stackName.slice(0, Math.max(room - logicalId.length, Math.floor(room / 2)));
  const name = `${stack}-${logicalId.slice(0, room - stack.length)}-${suffix}${ending}`;
  return rule?.isLowerCase ? name.toLowerCase() : name;
}

/** The logical id that a generated name was made from; undefined for a name that the template gives, or that was cut. */
export function logicalIdOf(type: string, stackName: string, physicalName: string): string | undefined {
  const candidate = physicalName.slice(stackName.length + 1).split('-')[0] ?? '';
  return generatedName(type, stackName, candidate) === physicalName ? candidate : undefined;
}

interface NameRule {
  maxLength?: number;
  isLowerCase?: boolean;
  make?(seed: string): string;
}

/** Only where the service's own rule differs from 255 characters of any case. */
const RULES: Readonly<Record<string, NameRule>> = {
  'AWS::S3::Bucket': { maxLength: 63, isLowerCase: true },
  'AWS::SQS::Queue': { maxLength: 80 },
  'AWS::Serverless::Function': { maxLength: 64 },
  'AWS::Lambda::Function': { maxLength: 64 },
  'AWS::Serverless::StateMachine': { maxLength: 80 },
  'AWS::StepFunctions::StateMachine': { maxLength: 80 },
  'AWS::StepFunctions::Activity': { maxLength: 80 },
  'AWS::Serverless::LayerVersion': { maxLength: 140 },
  'AWS::Events::Rule': { maxLength: 64 },
  'AWS::Pipes::Pipe': { maxLength: 64 },
  'AWS::Scheduler::Schedule': { maxLength: 64 },
  'AWS::IAM::Role': { maxLength: 64 },
  'AWS::IAM::ManagedPolicy': { maxLength: 128 },
  'AWS::CloudFront::CachePolicy': { make: uuid },
  'AWS::CloudFront::Distribution': { make: (seed) => `E${base32(seed).slice(0, 13)}` },
  'AWS::CloudFront::OriginAccessControl': { make: (seed) => `E${base32(seed).slice(0, 13)}` },
  'AWS::CloudFront::OriginRequestPolicy': { make: uuid },
  'AWS::CloudFront::ResponseHeadersPolicy': { make: uuid },
  'AWS::KMS::Key': { make: uuid },
  'AWS::Lambda::EventSourceMapping': { make: uuid },
  'AWS::ApiGatewayV2::Api': { make: (seed) => shortId(seed, 10) },
  'AWS::ApiGatewayV2::Authorizer': { make: (seed) => shortId(seed, 6) },
  'AWS::ApiGatewayV2::Deployment': { make: (seed) => shortId(seed, 6) },
  'AWS::ApiGatewayV2::Integration': { make: (seed) => shortId(seed, 7) },
  'AWS::ApiGatewayV2::Route': { make: (seed) => shortId(seed, 7) },
};

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(seed: string): string {
  return Array.from(createHash('sha256').update(seed).digest(), (byte) => ALPHABET[byte & 31]).join('');
}

/** As API Gateway's ids look. */
function shortId(seed: string, length: number): string {
  return base32(seed).slice(0, length).toLowerCase();
}

function uuid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
