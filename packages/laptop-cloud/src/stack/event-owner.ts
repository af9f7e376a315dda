// The function or state machine that SAM's Events call.

/** Whose event it is. */
export interface EventOwner {
  logicalId: string;
  /** What is called: the function or machine, or its alias. */
  target: unknown;
  isMachine: boolean;
}

/** Ref gives the ARN of a machine, of an alias too; of a function it gives the name. */
export function arnOfOwner({ logicalId, target, isMachine }: EventOwner): unknown {
  const isItself = (target as { Ref?: unknown }).Ref === logicalId;
  return isItself && !isMachine ? { 'Fn::GetAtt': [logicalId, 'Arn'] } : target;
}
