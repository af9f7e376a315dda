// npm run conformance -- SERVICE... [--endpoint ours|ministack|moto|aws|URL] [--write]: our own cases against an endpoint, as a table.

import { asked } from '../../tools/asked.ts';
import { printTable } from '../sam/table.ts';
import { SERVICES, type ServiceName } from './case.ts';
import { CASES } from './cases/cases.ts';
import {
  awsEndpoint,
  givenEndpoint,
  NAMED_ENDPOINTS,
  refusedEndpoint,
  type StartedEndpoint,
} from './endpoints.ts';
import { type EndpointResults, writeReport } from './report.ts';
import { runCases, type Verdict } from './run-cases.ts';

const USAGE = `npm run conformance -- [SERVICE...] [options]
  SERVICE          ${SERVICES.join(', ')}; all without one
  --endpoint NAME  ours (the default), ministack, moto, aws, or a URL; repeatable
  --only TEXT      cases whose name holds that
  --allow-aws      lets --endpoint aws, or a URL of AWS, make things in that account and remove them again; it costs cents
  --write          asks ours and both peers, and writes docs/conformance.md`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = asked(USAGE, {
    allowPositionals: true,
    options: {
      endpoint: { type: 'string', multiple: true },
      only: { type: 'string' },
      'allow-aws': { type: 'boolean' },
      write: { type: 'boolean' },
    },
  });
  const unknown = positionals.find((one) => !SERVICES.includes(one as ServiceName));
  const endpoints = values.endpoint ?? (values.write ? Object.keys(NAMED_ENDPOINTS) : ['ours']);
  const complaint = unknown
    ? `There is no service ${unknown}.`
    : values.write && (positionals.length > 0 || values.only || values.endpoint)
      ? '--write writes all cases of all endpoints; it takes nothing beside it.'
      : endpoints.map((one) => refusedEndpoint(one, values['allow-aws'] ?? false)).find(Boolean);
  if (complaint) {
    console.error([`error ${complaint}`, USAGE].join('\n'));
    return 2;
  }
  const services = positionals.length > 0 ? (positionals as ServiceName[]) : [...SERVICES];
  const results: EndpointResults[] = [];
  for (const one of endpoints) results.push(await ask(one, services, values.only ?? ''));
  printTable(
    ['service', 'cases', ...results.map(({ name }) => name)],
    services.map((service) => [
      service,
      results[0]?.verdicts[service]?.length ?? 0,
      ...results.map(({ verdicts }) => verdicts[service]?.filter(({ kind }) => kind === 'same').length ?? 0),
    ]),
  );
  if (values.write) writeReport(results);
  const own = results.find(({ isOurs }) => isOurs) ?? results[0];
  return Object.values(own?.verdicts ?? {}).every((all) => all.every(({ kind }) => kind === 'same')) ? 0 : 1;
}

async function ask(name: string, services: readonly ServiceName[], only: string): Promise<EndpointResults> {
  const started = await start(name);
  const { endpoint } = started;
  console.log(endpoint.name);
  const verdicts: EndpointResults['verdicts'] = {};
  try {
    for (const service of services) {
      const cases = CASES[service].filter((one) => one.name.includes(only));
      verdicts[service] = await runCases(endpoint, cases, (one, verdict) => tell(service, one.name, verdict));
    }
  } finally {
    await started.stop();
  }
  return { name: endpoint.name, isOurs: name === 'ours', verdicts };
}

async function start(name: string): Promise<StartedEndpoint> {
  if (name === 'aws') return awsEndpoint();
  if (Object.hasOwn(NAMED_ENDPOINTS, name)) return NAMED_ENDPOINTS[name as keyof typeof NAMED_ENDPOINTS]();
  return givenEndpoint(name);
}

function tell(service: string, name: string, verdict: Verdict): void {
  if (verdict.kind !== 'same')
    console.log(`  ${verdict.kind.toUpperCase()} ${service}: ${name}\n    ${verdict.how}`);
}
