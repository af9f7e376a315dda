// The pools and their clients, and the people in them: who there is survives a restart, what the template says is said anew.
import path from 'node:path';
import { userPoolArn } from '../../arns.ts';
import { ServiceError } from '../service.ts';
import { type KeptFile, keptFile, readKept } from './kept-file.ts';
import type { Client, Person, Pool } from './pool.ts';

export interface Pools {
  /** Throws ResourceNotFoundException; so does `client`. */
  pool(id: string): Pool;
  arnOf(poolId: string): string;
  find(id: string): Pool | undefined;
  all(): Pool[];
  client(id: string): Client;
  findClient(id: string): Client | undefined;
  /** Makes a pool with the people that were in it, or gives an existing one other settings. */
  put(pool: Pick<Pool, 'id' | 'name' | 'settings'>): Pool;
  putClient(client: Client): void;
  /** To be called after any change of a pool's people. */
  /** Resolves when the disk has it; rejects where it does not take it, and is tried again. */
  changed(pool: Pool): Promise<void>;
  /** Removes whom the template or the project once made and makes no more. */
  dropForgotten(): void;
  /** Notes that the template or the project makes this person. */
  remember(person: Person): void;
  close(): Promise<void>;
}

export interface PoolsOptions {
  accountId: string;
  region: string;
  /** Holds one file a pool; has to be there. */
  folder: string;
  now(): number;
}

export function createPools({ accountId, region, folder, now }: PoolsOptions): Pools {
  const pools = new Map<string, Pool>();
  const clients = new Map<string, Client>();
  const files = new Map<string, KeptFile>();
  const remembered = new Set<Person>();
  const arnOf = (poolId: string) => userPoolArn({ accountId, region }, poolId);

  function put({ id, name, settings }: Pick<Pool, 'id' | 'name' | 'settings'>): Pool {
    const existing = pools.get(id);
    if (existing) return Object.assign(existing, { name, settings });
    const file = path.join(folder, `${id}.json`);
    const people = new Map(peopleIn(file).map((person) => [person.username, person]));
    const pool: Pool = {
      id,
      arn: arnOf(id),
      name,
      settings,
      groups: new Map(),
      people,
      customScopes: new Set(),
      createdMs: now(),
    };
    pools.set(id, pool);
    files.set(
      id,
      keptFile(file, () => ({ people: [...people.values()] })),
    );
    return pool;
  }

  function changed(pool: Pool): Promise<void> {
    return files.get(pool.id)?.save() ?? Promise.resolve();
  }

  return {
    arnOf,
    find: (id) => pools.get(id),
    pool: (id) => pools.get(id) ?? missing(`User pool ${id} does not exist.`),
    all: () => [...pools.values()],
    findClient: (id) => clients.get(id),
    client: (id) => clients.get(id) ?? missing(`User pool client ${id} does not exist.`),
    put,
    putClient: (client) => void clients.set(client.id, client),
    changed,
    remember: (person) => void remembered.add(person),
    dropForgotten() {
      for (const pool of pools.values())
        for (const person of pool.people.values())
          if (person.madeBy === 'stack' && !remembered.has(person)) {
            pool.people.delete(person.username);
            void changed(pool);
          }
    },
    close: async () => void (await Promise.allSettled([...files.values()].map((file) => file.flush()))),
  };
}

/** Without the memberships that the stack gave: it gives them again, or no more. */
function peopleIn(file: string): Person[] {
  const kept = readKept(file) as { people: Person[] } | undefined;
  return (kept?.people ?? []).map((person) => ({
    ...person,
    groups: Object.fromEntries(Object.entries(person.groups).filter(([, maker]) => maker === 'call')),
  }));
}

function missing(message: string): never {
  throw new ServiceError('ResourceNotFoundException', message);
}
