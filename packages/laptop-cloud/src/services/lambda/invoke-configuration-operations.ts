// The operations on how functions take asynchronous invocations. https://docs.aws.amazon.com/lambda/latest/api/
import * as z from 'zod';
import { serviceOf, splitFunctionName } from '../../arns.ts';
import { LATEST, type LambdaFunction } from '../../lambda/lambda-function.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { RestAnswer } from '../protocols/rest-json.ts';
import { ServiceError } from '../service.ts';
import type { FindFunction } from './function-operations.ts';
import { invalidParameter } from './invalid-parameter.ts';
import { type InvokeConfiguration, type InvokeConfigurations, InvokeDefinition } from './invoke-settings.ts';
import { invalidMarker } from './paging.ts';

const ONE = '/2019-09-25/functions/{FunctionName}/event-invoke-config';

const Target = z.strictObject({ FunctionName: z.string().min(1), Qualifier: z.string().min(1).optional() });
/** An empty one takes a destination away. */
const Destination = z.strictObject({ Destination: z.string().optional() }).optional();
const Settings = z.strictObject({
  ...Target.shape,
  MaximumEventAgeInSeconds: InvokeDefinition.shape.MaximumEventAgeInSeconds,
  MaximumRetryAttempts: InvokeDefinition.shape.MaximumRetryAttempts,
  DestinationConfig: z.strictObject({ OnSuccess: Destination, OnFailure: Destination }).optional(),
});
const Listing = z.strictObject({
  FunctionName: z.string().min(1),
  Marker: z.string().optional(),
  MaxItems: z.coerce.number().int().min(1).max(50).default(50),
});

export interface InvokeConfigurationOperationOptions {
  configurations: InvokeConfigurations;
  find: FindFunction;
}

export function invokeConfigurationOperations({
  configurations,
  find,
}: InvokeConfigurationOperationOptions): Operation[] {
  const targeted = ({ FunctionName, Qualifier }: z.output<typeof Target>) => find(FunctionName, Qualifier);
  const there = (target: z.output<typeof Target>): LambdaFunction => {
    try {
      return targeted(target);
    } catch (error) {
      if (!(error instanceof ServiceError) || !error.message.startsWith(NOT_FOUND)) throw error;
      throw new ServiceError('ResourceNotFoundException', "The function doesn't exist.", 404, USER);
    }
  };
  const base = { errors: [], resource: there };
  /** Of a function that is not there, nothing is known either. */
  const configured = (target: z.output<typeof Target>): LambdaFunction => {
    try {
      return targeted(target);
    } catch (error) {
      if (!(error instanceof ServiceError) || !error.message.startsWith(NOT_FOUND)) throw error;
      const arn = error.message.slice(NOT_FOUND.length);
      throw noConfiguration(splitFunctionName(arn).qualifier === undefined ? `${arn}:${LATEST}` : arn);
    }
  };
  const present = (found: LambdaFunction): InvokeConfiguration =>
    configurations.get(found.name, qualifierOf(found)) ?? missing(found);

  /** A destination that is a function is another one, and there. */
  function checkFunctions(
    found: LambdaFunction,
    { DestinationConfig }: InvokeConfiguration['definition'],
  ): void {
    for (const to of [DestinationConfig?.OnSuccess, DestinationConfig?.OnFailure]) {
      if (!to || serviceOf(to.Destination) !== 'lambda') continue;
      if (splitFunctionName(to.Destination).name === found.name)
        throw invalidParameter("You can't specify the function as a destination for itself.");
      try {
        find(to.Destination);
      } catch (cause) {
        throw invalidParameter(`The destination ARN ${to.Destination} is invalid.`, cause);
      }
    }
  }

  return [
    defineOperation({
      ...base,
      name: 'PutFunctionEventInvokeConfig',
      http: { method: 'PUT', path: ONE },
      input: Settings,
      resource(input) {
        if (Object.keys(definitionOf(input)).length === 0)
          throw invalidParameter('You must specify at least one of error handling or destination setting.');
        return there(input);
      },
      run({ input, resource: found }) {
        const definition = definitionOf(input);
        checkFunctions(found, definition);
        return described(found, configurations.put(found, qualifierOf(found), definition));
      },
    }),
    defineOperation({
      ...base,
      name: 'UpdateFunctionEventInvokeConfig',
      http: { method: 'POST', path: ONE },
      input: Settings,
      run({ input, resource: found }) {
        const changed = { ...present(found).definition, ...definitionOf(input) };
        checkFunctions(found, changed);
        return described(found, configurations.put(found, qualifierOf(found), changed));
      },
    }),
    defineOperation({
      ...base,
      name: 'GetFunctionEventInvokeConfig',
      http: { method: 'GET', path: ONE },
      input: Target,
      resource: configured,
      run: ({ resource: found }) => described(found, present(found)),
    }),
    defineOperation({
      ...base,
      name: 'DeleteFunctionEventInvokeConfig',
      http: { method: 'DELETE', path: ONE },
      input: Target,
      resource: configured,
      run({ resource: found }) {
        configurations.delete(found.name, present(found).qualifier);
        return new RestAnswer({ status: 204 });
      },
    }),
    defineOperation({
      name: 'ListFunctionEventInvokeConfigs',
      http: { method: 'GET', path: `${ONE}/list` },
      input: Listing,
      errors: [],
      resource: there,
      run({ input: { Marker, MaxItems }, resource: found }) {
        const page = pageOf(configurations.list(found.name), {
          size: MaxItems,
          token: Marker,
          refusal: invalidMarker,
          nameOf: ({ qualifier }) => qualifier,
        });
        return {
          FunctionEventInvokeConfigs: page.items.map((one) => described(found, one)),
          ...(page.next === undefined ? {} : { NextMarker: page.next }),
        };
      },
    }),
  ];
}

function qualifierOf({ arn }: LambdaFunction): string {
  return splitFunctionName(arn).qualifier ?? LATEST;
}

/** Only what was given, so that an update leaves the rest. */
function definitionOf({
  MaximumEventAgeInSeconds,
  MaximumRetryAttempts,
  DestinationConfig,
}: z.output<typeof Settings>): InvokeConfiguration['definition'] {
  const { OnSuccess, OnFailure } = DestinationConfig ?? {};
  return {
    ...(MaximumEventAgeInSeconds === undefined ? {} : { MaximumEventAgeInSeconds }),
    ...(MaximumRetryAttempts === undefined ? {} : { MaximumRetryAttempts }),
    ...(DestinationConfig === undefined
      ? {}
      : {
          DestinationConfig: {
            ...(OnSuccess?.Destination ? { OnSuccess: { Destination: OnSuccess.Destination } } : {}),
            ...(OnFailure?.Destination ? { OnFailure: { Destination: OnFailure.Destination } } : {}),
          },
        }),
  };
}

function described(found: LambdaFunction, { qualifier, definition, changedMs }: InvokeConfiguration) {
  const { OnSuccess = {}, OnFailure = {} } = definition.DestinationConfig ?? {};
  return {
    LastModified: changedMs / 1000,
    FunctionArn: qualifiedArn(found, qualifier),
    ...definition,
    DestinationConfig: { OnSuccess, OnFailure },
  };
}

function qualifiedArn({ arn }: LambdaFunction, qualifier: string): string {
  const { name } = splitFunctionName(arn);
  return `${arn.slice(0, arn.indexOf(name))}${name}:${qualifier}`;
}

function missing(found: LambdaFunction): never {
  throw noConfiguration(qualifiedArn(found, qualifierOf(found)));
}

const NOT_FOUND = 'Function not found: ';

function noConfiguration(arn: string): ServiceError {
  const message = `The function ${arn} doesn't have an EventInvokeConfig`;
  return new ServiceError('ResourceNotFoundException', message, 404, USER);
}

const USER = { Type: 'User' };
