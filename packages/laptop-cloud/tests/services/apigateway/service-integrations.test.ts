// Routes of an OpenAPI document that call services themselves, of a file beside the template as of the template.
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { aStack, echoTemplate, type TestStack } from './an-api.ts';

const ROLE = `
  Caller:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: apigateway.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: Calls
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: [states:StartSyncExecution, states:StartExecution], Resource: [!Ref Quick, !Ref Slow] }
              - { Effect: Allow, Action: states:StopExecution, Resource: '*' }
              - { Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Letters.Arn }
              - { Effect: Allow, Action: events:PutEvents, Resource: '*' }`;

const machine = (id: string, type: string, state: string) => `
  ${id}:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: ${type}
      Definition: { StartAt: Do, States: { Do: ${state} } }`;

const OPENAPI = `
openapi: 3.0.1
info: { title: of-a-file, version: '1' }
x-amazon-apigateway-cors: { allowOrigins: ['https://example.com'] }
paths:
  /sums:
    post:
      responses: { default: { description: the execution } }
      x-amazon-apigateway-integration:
        integrationSubtype: StepFunctions-StartSyncExecution
        credentials: { Fn::GetAtt: [Caller, Arn] }
        requestParameters: { StateMachineArn: { Ref: Quick }, Input: $request.body }
        payloadFormatVersion: '1.0'
        type: aws_proxy
        connectionType: INTERNET
  /sums/{name}:
    put:
      x-amazon-apigateway-integration:
        $ref: '#/components/x-amazon-apigateway-integrations/Slow'
  /letters:
    post:
      x-amazon-apigateway-integration:
        integrationSubtype: SQS-SendMessage
        credentials: { Fn::GetAtt: [Caller, Arn] }
        requestParameters:
          QueueUrl: { Ref: Letters }
          MessageBody: $request.body.text
          MessageAttributes: '{"from":{"DataType":"String","StringValue":"desk"}}'
          Region: { Ref: 'AWS::Region' }
        payloadFormatVersion: '1.0'
        type: aws_proxy
  /refused:
    post:
      x-amazon-apigateway-integration:
        integrationSubtype: SQS-PurgeQueue
        credentials: { Fn::GetAtt: [Caller, Arn] }
        requestParameters: { QueueUrl: { Ref: Letters } }
        payloadFormatVersion: '1.0'
        type: aws_proxy
  /events/{kind}:
    post:
      x-amazon-apigateway-integration:
        integrationSubtype: EventBridge-PutEvents
        credentials: { Fn::GetAtt: [Caller, Arn] }
        requestParameters:
          Source: $request.header.x-Source
          DetailType: $request.path.kind
          Detail: $request.body
          Resources: $request.querystring.of
        payloadFormatVersion: '1.0'
        type: aws_proxy
  /$default:
    x-amazon-apigateway-any-method:
      isDefaultRoute: true
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: { Fn::Sub: 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Echo.Arn}/invocations' }
        payloadFormatVersion: '2.0'
components:
  x-amazon-apigateway-integrations:
    Slow:
      integrationSubtype: StepFunctions-StartExecution
      credentials: { Fn::GetAtt: [Caller, Arn] }
      requestParameters: { StateMachineArn: { Ref: Slow }, Name: $request.path.name }
      payloadFormatVersion: '1.0'
      type: aws_proxy
`;

const TEMPLATE = echoTemplate(
  '{}',
  `
  Pets:
    Type: AWS::Serverless::HttpApi
    Properties:
      DefinitionBody: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: api.yaml } } }
  May:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Echo
      Principal: apigateway.amazonaws.com
  Letters: { Type: AWS::SQS::Queue }
  Told:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [desk] }
      Targets: [{ Id: q, Arn: !GetAtt Letters.Arn }]
  MayTell:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Letters]
      PolicyDocument:
        Statement:
          - { Effect: Allow, Principal: { Service: events.amazonaws.com }, Action: sqs:SendMessage, Resource: !GetAtt Letters.Arn }
${machine('Quick', 'EXPRESS', "{ Type: Pass, Parameters: { 'sum.$': 'States.MathAdd($.a, $.b)' }, End: true }")}
${machine('Slow', 'STANDARD', '{ Type: Pass, End: true }')}
${ROLE}`,
);

let stack: TestStack;
beforeAll(async () => {
  stack = await aStack(TEMPLATE, {}, { 'api.yaml': OPENAPI });
});
afterAll(() => stack.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  stack.ask(path, { method: 'POST', body: JSON.stringify(body), headers });

async function letters() {
  const { endpoint } = stack.cloud;
  const client = new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: stack.cloud.stack.ref('Letters'),
      MessageAttributeNames: ['All'],
      WaitTimeSeconds: 5,
    }),
  );
  client.destroy();
  return Messages;
}

it('waits for an Express machine and answers with its execution, also one that failed', async () => {
  const done = await post('/sums', { a: 1, b: 2 });
  const failed = await post('/sums', { a: 'x' });

  expect([done.status, done.json()]).toEqual([
    200,
    expect.objectContaining({ status: 'SUCCEEDED', output: '{"sum":3}' }),
  ]);
  expect([failed.status, failed.json()]).toEqual([200, expect.objectContaining({ status: 'FAILED' })]);
});

it('starts a machine by the name in the path, and gives what Step Functions refuses', async () => {
  const started = await stack.ask('/sums/first', { method: 'PUT' });
  const again = await stack.ask('/sums/bad%20name', { method: 'PUT' });

  expect(started.json()).toEqual({
    executionArn: expect.stringMatching(/:first$/),
    startDate: expect.any(Number),
  });
  expect([again.status, again.json()]).toEqual([400, expect.objectContaining({ __type: 'InvalidName' })]);
});

it('sends a message of a part of the body, and answers in XML as SQS does to forms', async () => {
  const sent = await post('/letters', { text: 'hello' });
  const [message] = await letters();

  expect(sent.status).toBe(200);
  expect(sent.body).toContain('<SendMessageResponse');
  expect(message).toMatchObject({ Body: 'hello', MessageAttributes: { from: { StringValue: 'desk' } } });
});

it('puts an event of header, path, query and body', async () => {
  const put = await post('/events/Parcel?of=arn:a,arn:b', { grams: 5 }, { 'X-SOURCE': 'desk' });
  const [message] = await letters();

  expect(put.json()).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
  expect(JSON.parse(message?.Body ?? '')).toMatchObject({
    source: 'desk',
    'detail-type': 'Parcel',
    resources: ['arn:a', 'arn:b'],
    detail: { grams: 5 },
  });
});

it('answers what the role may not as the service refuses it, and says so', async () => {
  const { status, body } = await post('/refused', {});

  expect([status, body]).toEqual([403, expect.stringContaining('AccessDenied')]);
  expect(stack.logged.join('\n')).toMatch(/Pets: POST \/refused: SQS-PurgeQueue refused: .*AccessDenied/);
});

it('has the function of the default route and the CORS of the document', async () => {
  const { status, headers, json } = await stack.ask('/anything', {
    headers: { origin: 'https://example.com' },
  });

  expect(status).toBe(200);
  expect(headers['access-control-allow-origin']).toBe('https://example.com');
  expect(json<{ event: { routeKey: string } }>().event.routeKey).toBe('$default');
});
