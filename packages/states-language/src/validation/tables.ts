// Which fields every type of state has in each query language, and what each field may hold.
import type { Language } from '../fields.ts';
import type { StateType } from '../state-execution.ts';
import {
  anything,
  assign,
  type Check,
  inputReferencePath,
  items,
  number,
  object,
  objectTemplate,
  oneOf,
  pathOrNull,
  query,
  reference,
  referencePath,
  resultPath,
  seeing,
  staticResult,
  template,
  text,
  textOrExpression,
  timestamp,
} from './values.ts';

export type Fields = Readonly<Record<string, Check>>;

const MAX_SECONDS = 99_999_999;

const COMMON: Fields = {
  Type: anything,
  Comment: anything,
  QueryLanguage: oneOf('JSONPath', 'JSONata'),
};
const ONWARD: Fields = { Next: text, End: anything, Assign: assign };
/** Of the states that do something which has a result, and can fail. */
const ATTEMPTS: Fields = { Retry: anything, Catch: anything, Assign: seeing('result', assign) };
const RESULT_OUTPUT = { Output: seeing('result', template) };
const PATHS: Fields = { InputPath: pathOrNull, OutputPath: pathOrNull };
const PAYLOAD: Fields = {
  ...PATHS,
  Parameters: template,
  ResultSelector: objectTemplate,
  ResultPath: resultPath,
};

interface StateFields {
  both: Fields;
  JSONPath: Fields;
  JSONata: Fields;
  required: readonly string[];
}

/** Fields by type of state: those of both languages, and those of one. */
export const STATE_FIELDS: Readonly<Record<StateType, StateFields>> = {
  Pass: {
    both: ONWARD,
    JSONPath: { ...PATHS, Parameters: template, ResultPath: resultPath, Result: staticResult },
    JSONata: { Output: template },
    required: [],
  },
  Task: {
    both: {
      ...ONWARD,
      ...ATTEMPTS,
      Resource: text,
      TimeoutSeconds: number(1, MAX_SECONDS),
      HeartbeatSeconds: number(1, MAX_SECONDS),
      Credentials: objectTemplate,
    },
    JSONPath: { ...PAYLOAD, TimeoutSecondsPath: reference, HeartbeatSecondsPath: reference },
    JSONata: { Arguments: template, ...RESULT_OUTPUT },
    required: ['Resource'],
  },
  Choice: {
    both: { Choices: anything, Default: text, Assign: assign },
    JSONPath: PATHS,
    JSONata: { Output: template },
    required: ['Choices'],
  },
  Wait: {
    both: { ...ONWARD, Seconds: number(0, MAX_SECONDS), Timestamp: timestamp },
    JSONPath: { ...PATHS, SecondsPath: reference, TimestampPath: reference },
    JSONata: { Output: template },
    required: [],
  },
  Succeed: { both: {}, JSONPath: PATHS, JSONata: { Output: template }, required: [] },
  Fail: {
    both: { Error: textOrExpression, Cause: textOrExpression },
    JSONPath: { ErrorPath: query, CausePath: query },
    JSONata: {},
    required: [],
  },
  Parallel: {
    both: { ...ONWARD, ...ATTEMPTS, Branches: anything },
    JSONPath: PAYLOAD,
    JSONata: { Arguments: template, ...RESULT_OUTPUT },
    required: ['Branches'],
  },
  Map: {
    both: {
      ...ONWARD,
      ...ATTEMPTS,
      ItemProcessor: object,
      Iterator: object,
      ItemSelector: objectTemplate,
      ItemReader: object,
      ItemBatcher: object,
      ResultWriter: object,
      Label: text,
      MaxConcurrency: number(0, Number.MAX_SAFE_INTEGER),
      ToleratedFailureCount: number(0, Number.MAX_SAFE_INTEGER),
      ToleratedFailurePercentage: number(0, 100, false),
    },
    JSONPath: {
      ...PAYLOAD,
      ItemsPath: referencePath,
      MaxConcurrencyPath: inputReferencePath,
      ToleratedFailureCountPath: inputReferencePath,
      ToleratedFailurePercentagePath: inputReferencePath,
    },
    JSONata: { Items: items, ...RESULT_OUTPUT },
    required: [],
  },
};

/** All fields of a state in one language. */
export function fieldsOf(type: StateType, language: Language): Fields {
  return { ...COMMON, ...STATE_FIELDS[type].both, ...STATE_FIELDS[type][language] };
}

export function otherLanguage(language: Language): Language {
  return language === 'JSONata' ? 'JSONPath' : 'JSONata';
}

/** Fields of which an object may have one at most. */
export const EXCLUSIVE: readonly (readonly string[])[] = [
  ['TimeoutSeconds', 'TimeoutSecondsPath'],
  ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
  ['Error', 'ErrorPath'],
  ['Cause', 'CausePath'],
  ['MaxConcurrency', 'MaxConcurrencyPath'],
  ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
  ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
  ['MaxItems', 'MaxItemsPath'],
  ['MaxItemsPerBatch', 'MaxItemsPerBatchPath'],
  ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
  ['ItemSelector', 'Parameters'],
  ['ItemProcessor', 'Iterator'],
];

export const RETRIER: Fields = {
  Comment: anything,
  ErrorEquals: anything,
  IntervalSeconds: number(1, MAX_SECONDS),
  MaxAttempts: number(0, MAX_SECONDS),
  BackoffRate: number(1, Number.MAX_VALUE, false),
  MaxDelaySeconds: number(1, 31_622_400),
  JitterStrategy: oneOf('FULL', 'NONE'),
};

export const CATCHER: Readonly<Record<Language, Fields>> = {
  JSONPath: { Comment: anything, ErrorEquals: anything, Next: text, ResultPath: resultPath, Assign: assign },
  JSONata: {
    Comment: anything,
    ErrorEquals: anything,
    Next: text,
    Output: seeing('errorOutput', template),
    Assign: seeing('errorOutput', assign),
  },
};

const S3 = 'arn:aws:states:::s3:';

export const ITEM_READER: Readonly<Record<Language, Fields>> = {
  JSONPath: {
    Resource: oneOf(`${S3}getObject`, `${S3}listObjectsV2`),
    ReaderConfig: object,
    Parameters: objectTemplate,
  },
  JSONata: {
    Resource: oneOf(`${S3}getObject`, `${S3}listObjectsV2`),
    ReaderConfig: object,
    Arguments: objectTemplate,
  },
};

export const READER_CONFIG: Fields = {
  InputType: oneOf('CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'),
  Transformation: oneOf('NONE', 'LOAD_AND_FLATTEN'),
  CSVHeaderLocation: oneOf('FIRST_ROW', 'GIVEN'),
  CSVHeaders: anything,
  CSVDelimiter: oneOf('COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'),
  ManifestType: oneOf('S3_INVENTORY', 'ATHENA_DATA'),
  ItemsPointer: text,
  MaxItems: number(0, 100_000_000),
  MaxItemsPath: inputReferencePath,
};

export const ITEM_BATCHER: Fields = {
  MaxItemsPerBatch: number(1, Number.MAX_SAFE_INTEGER),
  MaxItemsPerBatchPath: inputReferencePath,
  MaxInputBytesPerBatch: number(1, 262_144),
  MaxInputBytesPerBatchPath: inputReferencePath,
  BatchInput: objectTemplate,
};

export const RESULT_WRITER: Readonly<Record<Language, Fields>> = {
  JSONPath: { Resource: oneOf(`${S3}putObject`), Parameters: objectTemplate, WriterConfig: object },
  JSONata: { Resource: oneOf(`${S3}putObject`), Arguments: objectTemplate, WriterConfig: object },
};

export const WRITER_CONFIG: Fields = {
  OutputType: oneOf('JSON', 'JSONL'),
  Transformation: oneOf('NONE', 'COMPACT', 'FLATTEN'),
};

export const PROCESSOR_CONFIG: Fields = {
  Mode: oneOf('INLINE', 'DISTRIBUTED'),
  ExecutionType: oneOf('STANDARD', 'EXPRESS'),
};
