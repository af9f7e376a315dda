// What every service of the laptop cloud stands on: the state folder, who may what, the gateway, the web port, the log.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type AccessLog, openAccessLog } from './access-log.ts';
import type { Account } from './arns.ts';
import type { CloudOptions } from './cloud-options.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { createIdentities, type Identities } from './identities.ts';
import { createGateway, type Gateway } from './services/gateway.ts';
import type { StateFolder } from './state-folder.ts';
import { serverName } from './state-lock.ts';
import { createWebServer, type WebServer } from './web/web-server.ts';

export interface Ground {
  /** Whose everything is. */
  account: Account;
  identities: Identities;
  faults: Faults;
  accessLog: AccessLog;
  gateway: Gateway;
  web: WebServer;
  /** Makes a folder of this name in the state folder and gives its path. */
  inside(name: string): string;
  /** Gets what is worth a line, until everything closes: what is torn down fails what still runs, of which nobody needs to read. */
  log(line: string): void;
  /** Adds what is to be done when everything closes, before all that was added earlier. */
  onClose(close: () => unknown): void;
  /** Closes everything, the latest first. */
  close(): Promise<void>;
}

/** Opens it; what was opened is closed again if a part fails. */
export async function openGround(
  options: CloudOptions,
  state: StateFolder,
  account: Account,
): Promise<Ground> {
  const closing: (() => unknown)[] = [state.release];
  let isClosing = false;
  const log = (line: string): void => {
    if (!isClosing) options.log(line);
  };
  const inside = (name: string): string => {
    const inner = path.join(state.path, name);
    mkdirSync(inner, { recursive: true });
    return inner;
  };
  const onClose = (close: () => unknown): void => void closing.push(close);
  const close = async (): Promise<void> => {
    isClosing = true;
    for (const one of closing.toReversed()) await one();
  };
  try {
    const identities = createIdentities(account.accountId);
    const accessLog = openAccessLog(path.join(state.path, 'requests.jsonl'));
    onClose(() => accessLog.close());
    const gateway = await createGateway({
      port: options.port,
      services: [],
      credentials: (accessKeyId) => identities.find(accessKeyId),
      log,
      serverName: serverName(state.id),
      handled: accessLog.handled,
      ...(options.containers ? { containers: options.containers } : {}),
    });
    onClose(() => gateway.close());
    const web = await createWebServer({ port: options.webPort ?? 0, log });
    onClose(() => web.close());
    const faults = createFaults(options.faults);
    return { account, identities, faults, accessLog, gateway, web, inside, log, onClose, close };
  } catch (error) {
    await close();
    throw error;
  }
}
