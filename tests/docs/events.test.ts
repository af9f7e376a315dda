// docs/events.md is what the code announces: every detail type, every member, and no more.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FINDING_CODES } from '../../src/domain/finding.ts';
import { VERDICTS } from '../../src/domain/photo.ts';
import { everyState, sources } from '../template/project.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/events.md'), 'utf8');
type Detail = Record<string, unknown>;
const examples = new Map(
  [...page.matchAll(/^## (Photo\w+)\n\n```json\n([\s\S]+?)```$/gm)].map(([, type, json]) => [
    type!,
    JSON.parse(json!) as Detail,
  ]),
);

/** Members by detail type, as the definition and the sources write them. */
const announced = new Map<string, string[]>();
for (const { state } of everyState()) {
  if (!state.Resource?.endsWith('events:putEvents')) continue;
  const [entry] = (state.Parameters as { Entries: [Detail] }).Entries;
  const members = Object.keys(entry['Detail'] as Detail).map((name) => name.replace(/\.\$$/, ''));
  for (const type of typesOf(entry)) announced.set(type, members);
}
for (const { text } of sources('src'))
  for (const [, type, members] of text.matchAll(/publishEvent\('(\w+)', \{([^;]+?)\n?\s*\}\);/g))
    announced.set(type!, [...new Set([...(announced.get(type!) ?? []), ...namesIn(members!)])]);

/** Where the definition takes the type from the outcome, that is one of the domain's. */
function typesOf({ DetailType }: Detail): string[] {
  if (typeof DetailType === 'string') return [DetailType];
  const outcome = readFileSync(path.join(import.meta.dirname, '../../src/domain/outcome.ts'), 'utf8');
  const [, types] = /eventType: ('Photo\w+'(?: \| 'Photo\w+')*);/.exec(outcome)!;
  return types!.split(' | ').map((type) => type.slice(1, -1));
}

/** The members of an object literal: `a, b: c, ...(x && { d })`. */
function namesIn(literal: string): string[] {
  return literal
    .replaceAll(/\.\.\.\([^{]*\{\s*(\w+)\s*\}\)/g, '$1')
    .split(',')
    .map((member) => member.split(':')[0]!.trim())
    .filter((name) => name !== '');
}

it('finds what is announced, so that the rules below can fail', () => {
  expect([...announced.keys()].sort()).toEqual([
    'PhotoApproved',
    'PhotoDoubted',
    'PhotoFailed',
    'PhotoRejected',
    'PhotoRetakeRequested',
    'PhotoReviewDue',
    'PhotoReviewRequested',
  ]);
});

it('has a section with an example for each, and none of others', () => {
  expect([...examples.keys()].sort()).toEqual([...announced.keys()].sort());
  for (const type of announced.keys()) expect(page).toContain(`| [${type}](#${type.toLowerCase()}) |`);
});

it.each([...announced])('shows every member of %s, and says what it is', (type, members) => {
  expect(Object.keys(examples.get(type)!).sort()).toEqual(members.toSorted());
  for (const member of members) expect(page).toMatch(new RegExp(`^\\| [^|]*\`${member}\``, 'm'));
});

it('uses codes and verdicts that exist', () => {
  for (const { reasons = [], verdict = 'approved' } of examples.values()) {
    for (const reason of reasons as string[]) expect(FINDING_CODES).toContain(reason);
    expect(VERDICTS).toContain(verdict);
  }
});

it('lists the attributes of every message to riders', () => {
  const section = page.split('## Messages to riders')[1]!;
  const listed = [...section.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(([, names]) =>
    [...names!.matchAll(/\w+/g)].map(([name]) => name),
  );
  const sent = everyState().filter(({ state }) =>
    JSON.stringify(state.Parameters ?? {}).includes('RiderMessagesTopicArn'),
  );
  expect(sent.length).toBeGreaterThan(1);
  for (const { state } of sent)
    expect(Object.keys(state.Parameters!['MessageAttributes'] as object).sort()).toEqual(listed.toSorted());
});
