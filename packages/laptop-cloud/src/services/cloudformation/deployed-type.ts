/** The type that CloudFormation shows of a resource once SAM has transformed the template. */
export function deployedType(type: string): string {
  return DEPLOYED.get(type) ?? type;
}

const DEPLOYED: ReadonlyMap<string, string> = new Map([
  ['AWS::Serverless::Function', 'AWS::Lambda::Function'],
  ['AWS::Serverless::LayerVersion', 'AWS::Lambda::LayerVersion'],
  ['AWS::Serverless::StateMachine', 'AWS::StepFunctions::StateMachine'],
  ['AWS::Serverless::SimpleTable', 'AWS::DynamoDB::Table'],
]);
