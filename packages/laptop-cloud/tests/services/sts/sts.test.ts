import { createHash, createHmac } from 'node:crypto';
import { createSts } from '../../../src/services/sts/sts.ts';
import { ACCOUNT_ID, REGION, startGateway } from '../../support/gateway.ts';

it.each([
  ['local', `arn:aws:iam::${ACCOUNT_ID}:root`, ACCOUNT_ID],
  ['step', `arn:aws:sts::${ACCOUNT_ID}:assumed-role/Step/laptop`, 'AROASTEP:laptop'],
])('says who %s is, whatever that may do', async (key, arn, userId) => {
  const gateway = await startGateway([createSts({ accountId: ACCOUNT_ID }).service], {
    step: { arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/Step/laptop`, can: () => false },
  });
  const answer = await ask(gateway.endpoint, key, 'Action=GetCallerIdentity&Version=2011-06-15');
  const other = await ask(gateway.endpoint, key, 'Action=AssumeRole&Version=2011-06-15');
  await gateway.close();

  expect(answer).toContain(`<Arn>${arn}</Arn>`);
  expect(answer).toContain(`<UserId>${userId}</UserId>`);
  expect(answer).toContain(`<Account>${ACCOUNT_ID}</Account>`);
  expect(other).toContain('NotImplemented: AssumeRole');
});

it.each([
  ['no signature', {}, 'MissingAuthenticationToken'],
  ['half a signature', { authorization: 'AWS4-HMAC-SHA256 Credential=local' }, 'IncompleteSignature'],
])('refuses %s by the code of its protocol', async (_, headers, code) => {
  const gateway = await startGateway([createSts({ accountId: ACCOUNT_ID }).service]);
  const response = await fetch(gateway.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  const answer = await response.text();
  await gateway.close();

  expect(answer).toContain(`<Code>${code}</Code>`);
});

// No client of this service is among the packages, so the request is signed by hand.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
async function ask(endpoint: string, accessKeyId: string, body: string): Promise<string> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${REGION}/sts/aws4_request`;
  const hex = (text: string) => createHash('sha256').update(text).digest('hex');
  const { host } = new URL(endpoint);
  const canonical = `POST\n/\n\nhost:${host}\nx-amz-date:${time}\n\nhost;x-amz-date\n${hex(body)}`;
  const signed = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hex(canonical)}`;
  const key = scope
    .split('/')
    .reduce<Buffer | string>((last, part) => createHmac('sha256', last).update(part).digest(), 'AWS4local');
  const signature = createHmac('sha256', key).update(signed).digest('hex');
  const response = await fetch(endpoint, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-amz-date': time,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    },
  });
  return response.text();
}
