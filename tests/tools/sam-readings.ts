// What the SAM CLI makes of parameter overrides: each as written, and the parameters it reads. `npm run test:sam` asks SAM itself.

export const SAM_READINGS: readonly [overrides: unknown, parameters: Record<string, string>][] = [
  ['Stage=dev LogRetentionDays=7', { Stage: 'dev', LogRetentionDays: '7' }],
  [
    ['Stage=dev', 'LogRetentionDays=7 LabelPhotos=off'],
    { Stage: 'dev', LogRetentionDays: '7', LabelPhotos: 'off' },
  ],
  ['', {}],
  ['Stage="dev"', { Stage: 'dev' }],
  [`OperatorEmail="" Stage='dev'`, { OperatorEmail: '', Stage: 'dev' }],
  ['Configuration="{\\"age\\":{\\"reject\\":17}}"', { Configuration: '{"age":{"reject":17}}' }],
  [
    `Configuration='{ "age": { "reject": 17 } }' Stage=dev`,
    { Configuration: '{ "age": { "reject": 17 } }', Stage: 'dev' },
  ],
  [
    'ParameterKey=Stage,ParameterValue=dev ParameterKey=LabelPhotos,ParameterValue=off',
    { Stage: 'dev', LabelPhotos: 'off' },
  ],
  ['Configuration=a=b,c', { Configuration: 'a=b,c' }],
  [
    { Configuration: '{"age":{"reject":17}}', LogRetentionDays: 7 },
    { Configuration: '{"age":{"reject":17}}', LogRetentionDays: '7' },
  ],
];
