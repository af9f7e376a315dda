// What attributes of messages may be, in the words of SNS.
import { ServiceError } from '../service.ts';

/** As it comes: what has no type is refused by what it lies in. */
export interface GivenAttribute {
  DataType?: string | undefined;
  StringValue?: string | undefined;
  BinaryValue?: string | undefined;
}

const TYPE = /^(String|Number|Binary)(\..+)?$/s;

/** Throws ParameterValueInvalid, or ValidationError for one without a type: `path` is where it lies. */
export function checkAttribute(name: string, attribute: GivenAttribute, path: string): void {
  checkName(name);
  const { DataType } = attribute;
  if (DataType === undefined)
    throw new ServiceError(
      'ValidationError',
      `1 validation error detected: Value null at '${path}.${name}.member.dataType' failed to satisfy constraint: Member must not be null`,
    );
  const [, kind] = TYPE.exec(DataType) ?? [];
  if (kind === undefined)
    invalid(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  checkValue(name, { ...attribute, DataType }, kind === 'Binary' ? 'Binary' : 'String');
  if (kind === 'Number' && !Number.isFinite(Number(attribute.StringValue)))
    invalid(`Could not cast message attribute '${name}' value to number.`);
}

function checkValue(
  name: string,
  { DataType, StringValue, BinaryValue }: GivenAttribute,
  field: 'Binary' | 'String',
): void {
  const [value, other] = field === 'Binary' ? [BinaryValue, StringValue] : [StringValue, BinaryValue];
  if (value) return;
  if (other) invalid(`The message attribute '${name}' with type '${DataType}' must use field '${field}'.`);
  invalid(
    `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
  );
}

function checkName(name: string): void {
  if (Buffer.byteLength(name) > 256) invalid('Length of message attribute name must be less than 256 bytes.');
  const [other] = /[^\w.-]/.exec(name) ?? [];
  if (other !== undefined)
    invalid(
      `Invalid non-alphanumeric character '#x${other.charCodeAt(0).toString(16).toUpperCase()}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    );
  if (name.startsWith('.')) invalid("Invalid message attribute name starting with character '.' was found.");
  if (name.endsWith('.')) invalid("Invalid message attribute name ending with character '.' was found.");
  if (name.includes('..')) invalid("Message attribute name can not have successive '.' character.");
  if (name === '' || /^(aws|amazon)\./i.test(name))
    invalid(`Invalid parameter: message attribute name ${name}`);
}

function invalid(message: string): never {
  throw new ServiceError('ParameterValueInvalid', message);
}
