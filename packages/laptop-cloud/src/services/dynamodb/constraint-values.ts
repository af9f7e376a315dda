// How DynamoDB writes the value that breaks a constraint where the engine writes JSON, or where DynamoDB writes none at all.

const REWRITTEN: readonly [RegExp, string][] = [
  [
    /^(1 validation error detected: Value )'.*' (at ')requestItems(\..+\.member\.)keys('.* less than .*)$/s,
    '$1$2RequestItems$3Keys$4',
  ],
  [/\{"AttributeName":("?)(.*?)\1,"KeyType":"(\w+)"\}/g, 'KeySchemaElement(attributeName=$2, keyType=$3)'],
  [/^(1 validation error detected: Value ')\{"([\w.-]+)":(\[.*\])\}(' at 'requestItems')/s, '$1{$2=$3}$4'],
];

/** A refusal by the engine, as DynamoDB words it. */
export function withWrittenValues(message: string): string {
  if (!/^\d+ validation errors? detected: /.test(message)) return message;
  return REWRITTEN.reduce((told, [json, written]) => told.replace(json, written), message);
}
