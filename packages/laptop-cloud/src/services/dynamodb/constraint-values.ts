// How DynamoDB writes the value that breaks a constraint where the engine writes JSON, or where DynamoDB writes none at all.
// A value may be as long as a request: what is looked for is where it ends, or never goes beyond the next quotation mark.

const COMPLAINT = /^1 validation error detected: Value '/;
const KEY_SCHEMA_ELEMENT = /\{"AttributeName":("?)([^"]*)\1,"KeyType":"(\w+)"\}/g;
const WHOLE_REQUEST = /^\{"([\w.-]+)":(\[.*\])\}$/s;
const KEYS_OF_A_TABLE = /^requestItems(\.[\w.-]+\.member\.)keys(' .* less than )/;
const PLACE = "' at '";

/** A refusal by the engine, as DynamoDB words it. */
export function withWrittenValues(message: string): string {
  if (!/^\d+ validation errors? detected: /.test(message)) return message;
  const told = message.replace(KEY_SCHEMA_ELEMENT, 'KeySchemaElement(attributeName=$2, keyType=$3)');
  const [opening = ''] = COMPLAINT.exec(told) ?? [];
  const end = told.lastIndexOf(PLACE);
  if (opening === '' || end < opening.length) return told;
  const value = told.slice(opening.length, end);
  const place = told.slice(end + PLACE.length);
  if (KEYS_OF_A_TABLE.test(place))
    return `${opening.slice(0, -1)}at '${place.replace(KEYS_OF_A_TABLE, 'RequestItems$1Keys$2')}`;
  return place.startsWith("requestItems'")
    ? `${opening}${value.replace(WHOLE_REQUEST, '{$1=$2}')}${PLACE}${place}`
    : told;
}
