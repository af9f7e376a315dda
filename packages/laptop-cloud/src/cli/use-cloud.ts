// The cloud that a command works with: the npm start that uses the state folder, or else one of its own while it runs.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Cloud } from '../cloud.ts';
import type { CloudOptions } from '../cloud-options.ts';
import { howToRun } from '../how-to-run.ts';
import { ROOT_KEY } from '../identities.ts';
import { markStateFolder, stateFolderOwner } from '../state-folder.ts';
import type { RunningCloud } from '../state-lock.ts';
import { type Call, textOption, type UsableCloud } from './command.ts';
import { loadCloud } from './load-cloud.ts';
import { cloudOptionsOf } from './project.ts';
import { UsageError } from './usage-error.ts';

export interface CloudInUse {
  cloud: UsableCloud;
  /** The cloud when it runs in this process. */
  own?: Cloud;
  /** The one that runs in another. */
  running?: RunningCloud;
  /** Ends the own one; leaves the other alone. */
  close(): Promise<void>;
}

export const DEFAULT_STATE = '.local';

/** Options that say how the cloud itself is: they cannot be given to one that runs already. */
const OPTIONS_OF_THE_CLOUD = ['fault', 'mocks', 'parameter-overrides', 'stop-at'];

/**
 * Finds the npm start of `--state`, or starts a cloud as `options` say. Throws UsageError for an option that the running
 * one cannot take any more, and what startCloud throws.
 */
export async function useCloud(
  call: Call,
  options: Pick<CloudOptions, 'parameters' | 'faults' | 'mocks' | 'stopAt'> = {},
): Promise<CloudInUse> {
  await call.project.checkParameters(options.parameters ?? {});
  const isFresh = call.options['fresh'] === true;
  const stateFolder = textOption(call, 'state') ?? DEFAULT_STATE;
  const owner = isFresh ? undefined : await stateFolderOwner(stateFolder);
  if (owner?.cloud && !owner.isPrivate) {
    refuseOptionsOfTheCloud(call, owner.cloud);
    call.err.line(
      call.err.paint.dim(`with ${howToRun('start')} at ${owner.cloud.endpoint} (process ${owner.pid})`),
    );
    const cloud = usable(owner.cloud, path.resolve(stateFolder));
    return { cloud, running: owner.cloud, close: async () => undefined };
  }
  // Now only: a word typed wrong, or work for the npm start that runs, is not to wait for it.
  const { startCloud } = await loadCloud();
  const fresh = isFresh ? freshFolders() : undefined;
  const own = await startCloud({
    ...cloudOptionsOf(call.project),
    stateFolder: fresh?.state ?? stateFolder,
    ...(fresh ? { buildFolder: fresh.build } : {}),
    port: 0,
    isPrivate: true,
    ...options,
    // Whoever has pressed Ctrl-C does not want to know what that broke.
    log: (line) => {
      if (!call.signal.aborted) call.err.line(call.err.paint.dim(line));
    },
  }).catch((error: unknown) => {
    fresh?.forget();
    throw error;
  });
  const close = async (): Promise<void> => {
    await own.close();
    fresh?.forget();
  };
  return { cloud: fresh ? { ...own, thumbnailFolder: fresh.kept } : own, own, close };
}

/** A state that nobody has seen before and nobody sees again; bundles lie where a debugger looks for them. */
function freshFolders() {
  const kept = markStateFolder(DEFAULT_STATE);
  const state = mkdtempSync(path.join(tmpdir(), 'laptop-cloud-'));
  return {
    kept,
    state,
    build: path.join(kept, 'build'),
    forget: () => rmSync(state, { recursive: true, force: true }),
  };
}

function usable({ endpoint, context, outputs }: RunningCloud, stateFolder: string): UsableCloud {
  const clientConfig = { endpoint, region: context.region, credentials: ROOT_KEY };
  return { endpoint, clientConfig, stateFolder, stack: { outputs } };
}

function refuseOptionsOfTheCloud(call: Call, { endpoint }: RunningCloud): void {
  const given = OPTIONS_OF_THE_CLOUD.find((name) => call.options[name] !== undefined);
  if (given === undefined) return;
  const toStart = given === 'mocks' ? '' : `give it to ${howToRun('start')}, or `;
  throw new UsageError(
    `--${given} belongs to the cloud itself, and ${howToRun('start')} is running at ${endpoint}: ${toStart}run this apart from it with --state DIR`,
  );
}
