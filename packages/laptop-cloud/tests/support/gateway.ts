// A gateway on a free port for tests, and the configuration that points any SDK v3 client at it.
import { createGateway, type Gateway } from '../../src/services/gateway.ts';
import type { Principal, Service } from '../../src/services/service.ts';
import { withDeclarations } from './declarations.ts';

export const REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';

export const ROOT: Principal = { arn: `arn:aws:iam::${ACCOUNT_ID}:root`, can: () => true };

/** Access keys of more principals, beside root's `local`/`local`; the secret is `local` for all. */
export type Principals = Readonly<Record<string, Principal>>;

export interface TestGateway {
  endpoint: string;
  /** The same without a socket. */
  request: Gateway['request'];
  clientConfig: ClientConfig;
  /** The same configuration with another principal's key. */
  as(accessKeyId: string): ClientConfig;
  /** Rejects when an operation has asked for an action or answered with an error that it does not list. */
  close(): Promise<void>;
}

export interface ClientConfig {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
}

export async function startGateway(services: Service[], principals: Principals = {}): Promise<TestGateway> {
  const all: Principals = { local: ROOT, ...principals };
  const undeclared = new Set<string>();
  const gateway = await createGateway({
    port: 0,
    services: services.map((service) => withDeclarations(service, (line) => undeclared.add(line))),
    credentials: (accessKeyId) => {
      const principal = all[accessKeyId];
      return principal && { secretAccessKey: 'local', principal };
    },
  });
  const as = (accessKeyId: string): ClientConfig => ({
    endpoint: gateway.endpoint,
    region: REGION,
    credentials: { accessKeyId, secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const close = async (): Promise<void> => {
    await gateway.close();
    if (undeclared.size > 0) throw new Error([...undeclared].join('\n'));
  };
  return { endpoint: gateway.endpoint, request: gateway.request, clientConfig: as('local'), as, close };
}
