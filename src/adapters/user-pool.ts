// People of the stack's own user pool, found by what their tokens call them for good.

import {
  AdminDeleteUserCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';
import { SIGNING } from './signing.ts';

const cognito = captureClient(new CognitoIdentityProviderClient(SIGNING));

/** Removes the person, unless they are in a group: staff keeps its account. Somebody who is gone already is removed. */
export async function removePerson(UserPoolId: string, sub: string): Promise<'removed' | 'kept-for-staff'> {
  const find = new ListUsersCommand({ UserPoolId, Filter: `sub = "${sub}"`, Limit: 1 });
  const { Users = [] } = await callService('Cognito ListUsers', {}, () => cognito.send(find));
  const [{ Username } = {}] = Users;
  if (Username === undefined) return 'removed';
  return callService('Cognito AdminDeleteUser', {}, async () => {
    try {
      const person = { UserPoolId, Username };
      const { Groups = [] } = await cognito.send(new AdminListGroupsForUserCommand(person));
      if (Groups.length > 0) return 'kept-for-staff';
      await cognito.send(new AdminDeleteUserCommand(person));
    } catch (error) {
      if (!(error instanceof Error && error.name === 'UserNotFoundException')) throw error;
    }
    return 'removed';
  });
}
