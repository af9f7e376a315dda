// Operations on versions and aliases of state machines.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { checkArn } from './arns.ts';
import {
  type Alias,
  aliasArnOf,
  arnOf,
  type MachineVersions,
  type Route,
  splitQualifier,
} from './machine-versions.ts';
import { date } from './operations.ts';
import { Arn, MaxResults, PageToken, page } from './request.ts';
import type { StateMachines } from './state-machines.ts';

const Description = z.string().max(256).optional();
const Routing = z
  .array(z.strictObject({ stateMachineVersionArn: Arn, weight: z.number().int().min(0).max(100) }))
  .min(1)
  .max(2);
const ByMachine = z.strictObject({ stateMachineArn: Arn, maxResults: MaxResults, nextToken: PageToken });

export interface VersionOperationOptions {
  machines: StateMachines;
  versions: MachineVersions;
}

export function versionOperations(options: VersionOperationOptions): Operation[] {
  const { machines, versions } = options;
  const machineOf = ({ stateMachineArn }: { stateMachineArn: string }) => stateMachineArn;
  const aliasOf = ({ stateMachineAliasArn }: { stateMachineAliasArn: string }) => stateMachineAliasArn;

  function requiredAlias(aliasArn: string): Alias {
    const alias = versions.alias(checkArn(aliasArn, 'stateMachine'));
    if (alias) return alias;
    throw new ServiceError('ResourceNotFound', 'Request references a resource that does not exist.');
  }

  return [
    defineOperation({
      name: 'PublishStateMachineVersion',
      input: z.strictObject({
        stateMachineArn: Arn,
        revisionId: z.string().optional(),
        description: Description,
      }),
      errors: ['ConflictException', 'StateMachineDeleting', 'StateMachineDoesNotExist'],
      resource: machineOf,
      run: ({ input: { stateMachineArn, revisionId, description } }) => {
        const version = versions.publish(checkArn(stateMachineArn, 'stateMachine'), {
          ...(revisionId === undefined ? {} : { revisionId }),
          ...(description === undefined ? {} : { description }),
        });
        return { stateMachineVersionArn: arnOf(version), creationDate: date(version.createdMs) };
      },
    }),
    defineOperation({
      name: 'ListStateMachineVersions',
      input: ByMachine,
      errors: ['InvalidToken', 'StateMachineDoesNotExist'],
      resource: machineOf,
      run: ({ input: request }) => {
        const { stateMachineArn } = machines.required(checkArn(request.stateMachineArn, 'stateMachine'));
        const { items, nextToken } = page(versions.of(stateMachineArn), request, ({ number }) =>
          String(number),
        );
        const stateMachineVersions = items.map((version) => ({
          stateMachineVersionArn: arnOf(version),
          creationDate: date(version.createdMs),
        }));
        return { stateMachineVersions, nextToken };
      },
    }),
    defineOperation({
      name: 'DeleteStateMachineVersion',
      input: z.strictObject({ stateMachineVersionArn: Arn }),
      errors: ['ConflictException', 'ResourceNotFound'],
      resource: ({ stateMachineVersionArn }) => stateMachineVersionArn,
      run: ({ input: { stateMachineVersionArn } }) =>
        versions.delete(checkArn(stateMachineVersionArn, 'stateMachine')),
    }),
    defineOperation({
      name: 'CreateStateMachineAlias',
      input: z.strictObject({ name: z.string(), description: Description, routingConfiguration: Routing }),
      errors: ['ConflictException', 'ResourceNotFound', 'StateMachineDeleting', 'StateMachineDoesNotExist'],
      resource: ({ routingConfiguration: [first] }) =>
        splitQualifier(first?.stateMachineVersionArn ?? '').machineArn,
      run: ({ input: { name, description, routingConfiguration } }) => {
        const [first] = routingConfiguration;
        const { machineArn } = splitQualifier(checkArn(first?.stateMachineVersionArn ?? '', 'stateMachine'));
        const asked = {
          name,
          routes: routingConfiguration,
          ...(description === undefined ? {} : { description }),
        };
        const known = versions.alias(aliasArnOf({ stateMachineArn: machineArn, name }));
        if (known && !isSame(known, asked))
          throw new ServiceError(
            'ConflictException',
            'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
            409,
          );
        const alias = known ?? versions.putAlias(asked);
        return { stateMachineAliasArn: aliasArnOf(alias), creationDate: date(alias.createdMs) };
      },
    }),
    defineOperation({
      name: 'UpdateStateMachineAlias',
      input: z.strictObject({
        stateMachineAliasArn: Arn,
        description: Description,
        routingConfiguration: Routing.optional(),
      }),
      errors: ['ConflictException', 'ResourceNotFound', 'StateMachineDeleting'],
      resource: aliasOf,
      run: ({ input: { stateMachineAliasArn, description, routingConfiguration } }) => {
        const alias = requiredAlias(stateMachineAliasArn);
        if (description === undefined && routingConfiguration === undefined)
          throw new ServiceError(
            'ValidationException',
            'Either description or routingConfiguration must be specified',
          );
        const updated = versions.putAlias({
          ...alias,
          routes: routingConfiguration ?? alias.routes,
          ...(description === undefined ? {} : { description }),
        });
        return { updateDate: date(updated.updatedMs) };
      },
    }),
    defineOperation({
      name: 'DescribeStateMachineAlias',
      input: z.strictObject({ stateMachineAliasArn: Arn }),
      errors: ['ResourceNotFound'],
      resource: aliasOf,
      run: ({ input: { stateMachineAliasArn } }) => {
        const { name, description, routes, createdMs, updatedMs } = requiredAlias(stateMachineAliasArn);
        return {
          stateMachineAliasArn,
          name,
          description,
          routingConfiguration: routes,
          creationDate: date(createdMs),
          updateDate: date(updatedMs),
        };
      },
    }),
    defineOperation({
      name: 'ListStateMachineAliases',
      input: ByMachine,
      errors: ['InvalidToken', 'StateMachineDeleting', 'StateMachineDoesNotExist'],
      resource: machineOf,
      run: ({ input: request }) => {
        const { machineArn, qualifier } = splitQualifier(checkArn(request.stateMachineArn, 'stateMachine'));
        machines.usable(machineArn);
        const found = versions
          .aliases()
          .filter(({ stateMachineArn }) => stateMachineArn === machineArn)
          .filter(({ routes }) => qualifier === undefined || routesTo(routes, request.stateMachineArn));
        const { items, nextToken } = page(found, request, ({ name }) => name);
        const stateMachineAliases = items.map((alias) => ({
          stateMachineAliasArn: aliasArnOf(alias),
          creationDate: date(alias.createdMs),
        }));
        return { stateMachineAliases, nextToken };
      },
    }),
    defineOperation({
      name: 'DeleteStateMachineAlias',
      input: z.strictObject({ stateMachineAliasArn: Arn }),
      errors: [],
      resource: aliasOf,
      run: ({ input: { stateMachineAliasArn } }) =>
        versions.deleteAlias(checkArn(stateMachineAliasArn, 'stateMachine')),
    }),
  ];
}

function routesTo(routes: readonly Route[], versionArn: string): boolean {
  return routes.some((route) => route.stateMachineVersionArn === versionArn);
}

function isSame(known: Alias, asked: Pick<Alias, 'description' | 'routes'>): boolean {
  return (
    known.description === asked.description && JSON.stringify(known.routes) === JSON.stringify(asked.routes)
  );
}
