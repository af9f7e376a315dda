// Who may use the key: every role that works with an encrypted store, no other, and nobody for being in the account.

import { resourcesOf, template } from './project.ts';

interface Statement {
  Sid?: string;
  Principal?: { Service?: string | string[]; AWS?: unknown } | string;
  Action: string | string[];
  Resource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}
const keyPolicy = (template.resources['DataKey']!.properties['KeyPolicy'] as { Statement: Statement[] })
  .Statement;
const actionsOf = ({ Action }: Statement) => [Action].flat();

/** Each way to use the key: the store it goes through, the policy that grants it, and what a role does that needs it. */
const USES = [
  { policy: 'OpensPhotos', service: 's3', needs: /^s3:GetObject/ },
  { policy: 'ClosesPhotos', service: 's3', needs: /^s3:PutObject/ },
  { policy: 'OpensRows', service: 'dynamodb', needs: /^dynamodb:/ },
  { policy: 'SendsMessages', service: 'sns', needs: /^sns:Publish/ },
  { policy: 'MovesUploads', service: 'sqs', needs: /^sqs:(ReceiveMessage|SendMessage)/ },
] as const;

describe.each(USES)('$policy', ({ policy, service, needs }) => {
  const { properties } = template.resources[policy]!;
  const [statement] = (properties['PolicyDocument'] as { Statement: Statement[] }).Statement;

  it('belongs to the roles that need it, and to no other', () => {
    const granted = (properties['Roles'] as { Ref: string }[]).map(({ Ref }) => Ref);
    const needy = Object.entries(actionsByRole())
      .filter(([, actions]) => actions.some((action) => needs.test(action)))
      .map(([role]) => role);
    expect(granted.sort()).toEqual(needy.sort());
    expect(needy.length).toBeGreaterThan(0);
  });

  it('holds for our key alone, and only through the store', () => {
    expect(statement!.Resource).toEqual({ 'Fn::GetAtt': ['DataKey', 'Arn'] });
    expect(JSON.stringify(statement!.Condition)).toBe(
      JSON.stringify({
        StringEquals: { 'kms:ViaService': { 'Fn::Sub': `${service}.\${AWS::Region}.amazonaws.com` } },
      }),
    );
  });
});

describe("the key's own policy", () => {
  it('names no principal of the account but the account itself, which only lets IAM policies count', () => {
    const people = keyPolicy.filter(({ Principal }) => typeof Principal === 'string' || Principal?.AWS);
    expect(people.map(({ Sid }) => Sid)).toEqual(['AccountAdministers']);
    expect(JSON.stringify(people[0]!.Principal)).toContain(':iam::${AWS::AccountId}:root');
  });

  it.each([
    ['events.amazonaws.com', 'kms:EncryptionContext:aws:sqs:arn', ':sqs:'],
    ['cloudwatch.amazonaws.com', 'kms:EncryptionContext:aws:sns:topicArn', ':sns:'],
    ['logs.', 'kms:EncryptionContext:aws:logs:arn', ':logs:'],
  ])('lets %s in by what it encrypts (%s) in this account', (service, context, arn) => {
    const statements = keyPolicy.filter(
      ({ Principal }) =>
        typeof Principal === 'object' && JSON.stringify(Principal.Service)?.includes(service),
    );
    expect(statements).toHaveLength(1);
    expect(JSON.stringify(statements[0]!.Condition?.['ArnLike']?.[context])).toContain(
      `${arn}\${AWS::Region}:\${AWS::AccountId}:`,
    );
  });
});

describe('policies for people and applications', () => {
  it.each(['PhotoReviewers', 'PhotoUploaders'])('%s stands ready, attached to nobody', (logicalId) => {
    const { properties } = template.resources[logicalId]!;
    expect(properties['Roles'] ?? properties['Users'] ?? properties['Groups']).toBeUndefined();
    expect(JSON.stringify(template.outputs)).toContain(`{"Ref":"${logicalId}"}`);
    const { Statement } = properties['PolicyDocument'] as { Statement: Statement[] };
    expect(Statement.flatMap(actionsOf).some((action) => action.startsWith('kms:'))).toBe(true);
    for (const statement of Statement) expect(statement.Resource).not.toBe('*');
  });

  it('who uploads can read no photo', () => {
    const { Statement } = template.resources['PhotoUploaders']!.properties['PolicyDocument'] as {
      Statement: Statement[];
    };
    expect(Statement.flatMap(actionsOf)).toEqual(['s3:PutObject', 'kms:GenerateDataKey']);
  });
});

/** Queues of dead letters are under a key of SQS. */
const reachesTheKey = ({ Resource }: Statement): boolean =>
  !/^\{"Fn::GetAtt":\["\w+DeadLetterQueue","Arn"\]\}$/.test(JSON.stringify(Resource) ?? '');

/** What each role of the template may do at stores: of functions and state machines the role is made by SAM. */
function actionsByRole(): Record<string, string[]> {
  const roles: Record<string, string[]> = {};
  for (const type of ['AWS::Serverless::Function', 'AWS::Serverless::StateMachine'])
    for (const [logicalId, { properties }] of resourcesOf(type)) {
      const documents = ((properties['Policies'] ?? []) as { Statement?: Statement[] }[]).flatMap(
        ({ Statement }) => Statement ?? [],
      );
      // SAM gives a function with a queue as its source what it needs to receive.
      const events = Object.values((properties['Events'] ?? {}) as Record<string, { Type: string }>);
      const receives = events.some(({ Type }) => Type === 'SQS') ? ['sqs:ReceiveMessage'] : [];
      roles[`${logicalId}Role`] = [...documents.filter(reachesTheKey).flatMap(actionsOf), ...receives];
    }
  for (const [logicalId, { properties }] of resourcesOf('AWS::IAM::Role')) {
    const policies = (properties['Policies'] ?? []) as { PolicyDocument: { Statement: Statement[] } }[];
    roles[logicalId] = policies
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(reachesTheKey)
      .flatMap(actionsOf);
  }
  return roles;
}
