// "Who are you?": whom a pool knows, and a line for everybody else. There are no passwords on a laptop.
import type { ServiceResponse } from '../../service.ts';
import { type Client, groupsOf, type Person } from '../pool.ts';
import { escapeHtml, page } from './page.ts';

/** More of them would be no list to choose from; they are typed. */
const MOST_LISTED = 50;

export interface SignInPage {
  client: Client;
  /** What the form is sent to. */
  action: string;
  /** Where the browser goes afterwards. */
  redirectUri: string;
  /** Why a first try did not work. */
  problem?: string;
  /** What was typed in it. */
  typed?: string;
}

export function signInPage({
  client,
  action,
  redirectUri,
  problem,
  typed = '',
}: SignInPage): ServiceResponse {
  const { pool } = client;
  const people = [...pool.people.values()].filter(({ isEnabled }) => isEnabled);
  const ofStack = people.filter(({ madeBy }) => madeBy === 'stack');
  const others = people.filter(({ madeBy }) => madeBy !== 'stack');
  // Those of the template and the project as they are written there, then the latest.
  const listed = [...ofStack, ...others.toReversed()].slice(0, MOST_LISTED);
  const left = people.length - listed.length;
  const attributes = `method="post" action="${escapeHtml(action)}"`;
  const main = [
    problem === undefined ? '' : `<p role="alert">${escapeHtml(problem)}</p>`,
    `<p>For <strong>${escapeHtml(client.name)}</strong>. Nobody has a password on this laptop: choose who you want to be.</p>`,
    listed.length === 0
      ? ''
      : `<form ${attributes}>\n<ul>\n${listed.map((person) => item(client, person)).join('\n')}\n</ul>\n</form>`,
    left === 0 ? '' : `<p>And ${left} more, by their names.</p>`,
    pool.settings.hasSignUp || left > 0
      ? byName(attributes, client, { typed, isWrong: problem !== undefined })
      : '',
  ];
  return page(problem === undefined ? 200 : 400, {
    title: 'Who are you?',
    main: main.filter(Boolean).join('\n'),
    formTarget: sourceOf(redirectUri),
  });
}

function item({ pool }: Client, person: Person): string {
  const name = shownName(person);
  const groups = groupsOf(pool, person).map((group) => group.name);
  const more = groups.length === 0 ? '' : ` <small>${escapeHtml(groups.join(', '))}</small>`;
  return `<li><button name="username" value="${escapeHtml(person.username)}">${escapeHtml(name)}${more}</button></li>`;
}

function byName(
  attributes: string,
  { pool }: Client,
  { typed, isWrong }: { typed: string; isWrong: boolean },
): string {
  const { isNamedByEmail, hasSignUp } = pool.settings;
  const what = isNamedByEmail ? 'mail address' : 'name';
  const label = `Another ${what}${hasSignUp ? '; who is not known yet signs up with it' : ''}`;
  const type = isNamedByEmail ? 'email' : 'text';
  return [
    `<form ${attributes}>`,
    `<p><label for="username">${label}</label></p>`,
    `<div class="new"><input id="username" name="username" type="${type}" required maxlength="128" autocomplete="username" autocapitalize="none" spellcheck="false" value="${escapeHtml(typed)}"${isWrong ? ' aria-invalid="true"' : ''}><button>Sign in</button></div>`,
    '</form>',
  ].join('\n');
}

function shownName({ username, sub, attributes }: Person): string {
  return username === sub ? (attributes['email'] ?? username) : username;
}

/** A source of a content security policy: browsers hold redirects that follow a form to `form-action`, too. */
function sourceOf(redirectUri: string): string {
  const { origin, protocol } = new URL(redirectUri);
  return origin === 'null' ? protocol : origin;
}
