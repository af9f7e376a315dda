// What a resource of template.yaml is once its intrinsics are resolved, and what a service says of the types it serves.
import type { PARTITION } from '../arns.ts';

export interface StackContext {
  accountId: string;
  region: string;
  partition: typeof PARTITION;
  stackName: string;
}

export interface Resource {
  logicalId: string;
  /** `AWS::SQS::Queue` */
  type: string;
  /** The given name, or one made from stack name and logical id as CloudFormation would. */
  physicalName: string;
  /** Resolved: no intrinsic is left. */
  properties: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

/** How one CloudFormation or SAM type lives on a laptop. */
export interface ResourceType {
  /** The property that holds the physical name, e.g. `QueueName`. */
  nameProperty?: string;
  /** Properties that are honoured. Every other one is refused by name unless it is `ignored`. Nested: `DeadLetterConfig.Arn` is covered by its head. */
  properties: readonly string[];
  /** Properties that change nothing on a laptop, each with the reason. */
  ignored: Readonly<Record<string, string>>;
  /** Properties that AWS knows and the laptop refuses, each with the reason; others are refused without one. */
  refused?: Readonly<Record<string, string>>;
  /** What `Ref` gives; known from the name alone, before anything is made. Versions are told apart by their logical ids. */
  ref(physicalName: string, context: StackContext, logicalId?: string): string;
  /** What each `GetAtt` gives; known from the name alone. */
  attributes(physicalName: string, context: StackContext, logicalId?: string): Record<string, string>;
  /**
   * URLs that templates put together of its name, as AWS would know them, each with the one that leads to it here. They
   * are exchanged wherever they stand in a property or an output.
   */
  localUrls?(physicalName: string, context: StackContext): Readonly<Record<string, string>>;
  /**
   * Learns, before anything is made and in order of dependency, what the template will make of it; true when Ref or an
   * attribute gives something else from now on: then the template is read again.
   */
  plan?(resource: Resource, context: StackContext): boolean;
  /**
   * Refuses, before anything of the stack is made, what can be told from the resource alone. Throws with the property's name
   * on a value that cannot be honoured.
   */
  check?(resource: Resource, context: StackContext): void;
  /** What whoever runs the stack should know: that it is accepted and yet does less than on AWS. */
  notices?(resource: Resource, context: StackContext): readonly string[];
  /** Makes it, or makes an existing one agree (state survives restarts). Throws with the property's name on a value it cannot honour. */
  provision?(resource: Resource, context: StackContext): Promise<void>;
}

export type ResourceTypes = Readonly<Record<string, ResourceType>>;
