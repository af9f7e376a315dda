// Filters of ListUsers: `email = "ada@example.com"`, `username ^= "a"`.
// Source: Amazon Cognito user pools API Reference, ListUsers.
import { ServiceError } from '../service.ts';
import type { Person } from './pool.ts';

const FILTER = /^\s*"?([A-Za-z_:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/;

/** What AWS can search for beside these, which is every standard attribute but a few, it has no index for. */
const SEARCHABLE: Readonly<Record<string, (person: Person) => string | undefined>> = {
  username: ({ username }) => username,
  email: ({ attributes }) => attributes['email'],
  phone_number: ({ attributes }) => attributes['phone_number'],
  name: ({ attributes }) => attributes['name'],
  given_name: ({ attributes }) => attributes['given_name'],
  family_name: ({ attributes }) => attributes['family_name'],
  preferred_username: ({ attributes }) => attributes['preferred_username'],
  'cognito:user_status': ({ status }) => status,
  status: ({ isEnabled }) => (isEnabled ? 'Enabled' : 'Disabled'),
  sub: ({ sub }) => sub,
};

/** Everybody without a filter. Throws InvalidParameterException. */
export function compileUserFilter(filter: string | undefined): (person: Person) => boolean {
  if (filter === undefined || filter === '') return () => true;
  const [, name = '', operator, quoted = ''] = FILTER.exec(filter) ?? [];
  const read = Object.hasOwn(SEARCHABLE, name) ? SEARCHABLE[name] : undefined;
  if (operator === undefined) throw invalid('Error while parsing filter.');
  if (!read) throw invalid(`Cannot search by ${name}; by ${Object.keys(SEARCHABLE).join(', ')}`);
  const wanted = quoted.replace(/\\(.)/g, '$1');
  return (person) => {
    const value = read(person);
    return operator === '=' ? value === wanted : (value?.startsWith(wanted) ?? false);
  };
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message);
}
