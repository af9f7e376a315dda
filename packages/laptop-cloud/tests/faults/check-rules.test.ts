import { checkRules } from '../../src/faults/check-rules.ts';
import { parseFaultFlag } from '../../src/faults/flag.ts';

const task = (name: string, more = {}) => ({
  [name]: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...more },
});
const operation = (name: string, more: { actions?: string[]; errors?: string[] } = {}) => ({
  name,
  actions: [],
  errors: [],
  ...more,
});
const TARGETS = {
  definitions: [
    {
      States: {
        ...task('DetectFace', {
          Retry: [{ ErrorEquals: ['DependencyUnavailableError', 'Lambda.TooManyRequestsException'] }],
        }),
        IsReadable: { Type: 'Choice' },
        Publish: { Type: 'Parallel', Branches: [{ States: task('IndexFace') }] },
        Each: { Type: 'Map', ItemProcessor: { States: task('CheckOne') } },
      },
    },
  ],
  services: [
    {
      scope: 'rekognition',
      operations: [operation('DetectFaces'), operation('IndexFaces')],
      errors: ['InvalidParameterException'],
    },
    {
      scope: 's3',
      operations: [
        operation('PutObject', { errors: ['PreconditionFailed'] }),
        operation('ListObjectsV2', { actions: ['s3:ListBucket'] }),
      ],
    },
    { scope: 'homemade' },
  ],
};
const check = (flag: string) => checkRules([parseFaultFlag(flag)], TARGETS);

it.each([
  'state=DetectFace,do=crash',
  'state=IndexFace,do=crash',
  'state=CheckOne,do=crash',
  'state=*Face,do=crash',
  'resource=*lambda:invoke,do=crash',
  'service=rekognition,do=crash',
  'service=rekognition:Detect*,do=crash',
  'service=*:IndexFaces,do=crash',
  'service=s3:PutObject,do=crash',
  'service=s3:PutObject,do=error,error=PreconditionFailed',
  'service=s3:PutObject,do=error,error=SlowDown',
  'service=homemade,do=crash',
  'service=homemade:*,do=crash',
  'service=*,do=crash',
  'state=DetectFace,do=error,error=AnErrorOfItsOwn',
  'state=DetectFace,do=error,error=TooManyRequestsException',
])('takes %s', (flag) => {
  expect(check(flag)).toEqual([]);
});

it.each([
  ['state=DetectFase,do=crash', 'no Task state is DetectFase; did you mean DetectFace?'],
  ['state=*Phase,do=crash', 'no Task state fits *Phase'],
  ['state=IsReadable,do=crash', 'IsReadable is a Choice state; only Task states can be broken'],
  ['resource=arn:aws:states:::lambda:invok,do=crash', 'did you mean arn:aws:states:::lambda:invoke?'],
  ['service=recognition,do=crash', 'no service is recognition; did you mean rekognition?'],
  [
    'service=rekognition:DetectFacez,do=crash',
    'no operation of rekognition is DetectFacez; did you mean DetectFaces?',
  ],
  ['service=s3:PutObjekt,do=crash', 'no operation of s3 is PutObjekt; did you mean PutObject?'],
  ['service=s3:PUT,do=crash', 'no operation of s3 is PUT; there are PutObject, ListObjectsV2'],
  ['service=s3:Delete*,do=crash', 'no operation of s3 fits Delete*; there are PutObject, ListObjectsV2'],
  ['service=rekognition:PutObject,do=crash', 'PutObject is an operation of s3'],
  ['service=s3:ListBucket,do=crash', 'ListBucket is the IAM action of ListObjectsV2'],
  ['service=homemade:Anything,do=crash', 'no operation of homemade is Anything; there are none'],
])('refuses %s', (flag, message) => {
  expect(() => check(flag)).toThrow(message);
});

it('warns of an error name that only resembles one that is retried', () => {
  expect(check('state=DetectFace,do=error,error=DependencyUnavailabelError')).toEqual([
    expect.stringMatching(/no Retry or Catch of DetectFace .* did you mean DependencyUnavailableError\?$/),
  ]);
});

it.each([
  ['service=s3:PutObject,do=error,error=PreconditionFaild', 'PreconditionFailed'],
  ['service=rekognition,do=error,error=InvalidParamterException', 'InvalidParameterException'],
])('warns of an error name that only resembles one of the service: %s', (flag, meant) => {
  expect(check(flag)).toEqual([expect.stringContaining(`did you mean ${meant}?`)]);
});
