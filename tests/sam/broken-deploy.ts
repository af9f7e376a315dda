// Deployments that go wrong on purpose: one without operators, and one that breaks when all that is kept has been made.

import { CloudFormationClient, paginateDescribeStackEvents } from '@aws-sdk/client-cloudformation';
import { templateForEmulator } from './emulator-template.ts';
import type { Sam } from './sam-cli.ts';
import { PROD, STACK, samDelete, samDeploy } from './sam-deploy.ts';

/** What a refused or broken first deployment must not do; each is one problem. Leaves no stack. */
export async function brokenDeployments(sam: Sam, endpoint: string): Promise<string[]> {
  return [...(await withoutOperators(sam)), ...(await brokenHalfWay(sam, endpoint))];
}

async function withoutOperators(sam: Sam): Promise<string[]> {
  const { file } = await templateForEmulator();
  const parameters = PROD.filter((parameter) => !parameter.startsWith('OperatorEmail'));
  const { exitCode, output } = await samDeploy(sam, file, parameters);
  if (exitCode !== 0 && output.includes('needs OperatorEmail')) {
    console.log('  sam deploy of prod without operators: refused, with the reason');
    return [];
  }
  return [
    `prod without OperatorEmail should be refused, but ended with ${exitCode}:\n${output.slice(-2_000)}`,
  ];
}

async function brokenHalfWay(sam: Sam, endpoint: string): Promise<string[]> {
  const kept: string[] = [];
  /** Not made where the condition does not hold: the user pool, with an issuer of one's own. */
  const conditional = new Set<string>();
  const { file } = await templateForEmulator((resources) => {
    for (const [logicalId, { DeletionPolicy, Condition }] of Object.entries(resources)) {
      if (!JSON.stringify(DeletionPolicy)?.includes('Retain')) continue;
      kept.push(logicalId);
      if (Condition !== undefined) conditional.add(logicalId);
    }
    // Waits a second for a signal that nobody gives, and fails.
    resources['Handle'] = { Type: 'AWS::CloudFormation::WaitConditionHandle' };
    resources['Breaks'] = {
      Type: 'AWS::CloudFormation::WaitCondition',
      DependsOn: [...kept],
      Properties: { Handle: { Ref: 'Handle' }, Timeout: '1' },
    };
  });
  const { exitCode, output } = await samDeploy(sam, file, PROD);
  if (exitCode === 0) return ['the deployment that breaks on purpose should have failed'];
  const states = await resourceStates(endpoint);
  console.log(
    `  sam deploy, broken on purpose: ${kept.map((id) => `${id} ${states.get(id) ?? 'not made'}`).join(', ')}`,
  );
  const deleted = await samDelete(sam);
  return [
    ...(states.size > 0 ? [] : [`the broken deployment should have left a stack:\n${output.slice(-2_000)}`]),
    ...(kept.length > 2 ? [] : [`more should be kept than ${kept.join(', ')}`]),
    ...kept
      .filter((id) => states.has(id) || !conditional.has(id))
      .filter((id) => states.get(id) !== 'DELETE_COMPLETE')
      .map((id) => `${id} should be gone after a first deployment that failed, but is ${states.get(id)}`),
    ...(deleted.exitCode === 0
      ? []
      : [`sam delete ended with ${deleted.exitCode}:\n${deleted.output.slice(-2_000)}`]),
  ];
}

/** The last that the stack's events say of each resource. */
async function resourceStates(endpoint: string): Promise<Map<string, string>> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new CloudFormationClient({ endpoint, region: 'us-east-1', credentials });
  const states = new Map<string, string>();
  // Newest first.
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName: STACK }))
    for (const { LogicalResourceId: id = '', ResourceStatus: status = '' } of StackEvents)
      if (!states.has(id)) states.set(id, status);
  client.destroy();
  return states;
}
