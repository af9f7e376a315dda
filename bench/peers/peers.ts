// The marks beside others' emulators, all started by this run. One that cannot be had is left out, loudly.

import { mkdirSync } from 'node:fs';
import type { Mark } from '../mark.ts';
import { appMarks } from './app.ts';
import type { Contender } from './contender.ts';
import { startBare, startDynalite, startFauxqs, startMiniStack, startOurs } from './contenders.ts';
import { itemMarks } from './items.ts';
import { objectMarks } from './objects.ts';

/** The state of all lies in the folder. */
export async function peerMarks(folder: string): Promise<Mark[]> {
  mkdirSync(folder, { recursive: true });
  const app = await appMarks(folder).catch(skipped('MiniStack, which needs Python 3 with venv and pip'));
  return [...(app ?? []), ...(await storeMarks(folder))];
}

const NOTHING = 'exports.handler = async () => ({ ok: true });';

async function storeMarks(folder: string): Promise<Mark[]> {
  const running: Contender[] = [];
  const start = async <C extends Contender>(starting: Promise<C>): Promise<C> => {
    const contender = await starting;
    running.push(contender);
    return contender;
  };
  try {
    const ours = await start(startOurs(folder, NOTHING));
    const miniStack = await start(startMiniStack(folder, NOTHING)).catch(skipped('MiniStack'));
    const fauxqs = await start(startFauxqs(folder)).catch(skipped('fauxqs'));
    const dynalite = await start(startDynalite(folder));
    const others = [fauxqs, miniStack].filter((each) => each !== undefined);
    const objects = others.length > 0 ? await objectMarks(ours, others, await start(startBare(folder))) : [];
    return [...objects, ...(await itemMarks(ours, dynalite, miniStack))];
  } finally {
    for (const each of running) await each.stop();
  }
}

function skipped(name: string): (error: unknown) => undefined {
  return (error) => {
    const why = error instanceof Error ? error.message : String(error);
    console.log(`SKIPPED: what is measured beside ${name}. ${why}`);
    return undefined;
  };
}
