// Mail filters and chat programs open every address that they find. Nothing changes by that.

import { expectThat, type Journey } from '../journey.ts';
import { choose, readyToSend, send } from '../rider-steps.ts';
import { everythingIn } from '../stored.ts';

export const LINK_SCANNER: Journey = {
  name: 'a link scanner changes nothing',
  async run(world) {
    const { row, laptop } = world;
    const nils = await readyToSend(world, 'nils');
    // So that there is a message, whatever ran before.
    await choose(nils, 'no-face.jpg');
    await send(nils, 'Almost there');
    await row('every address of every message, event and page is opened, and all is as it was', async () => {
      const { cloud } = laptop;
      const told = JSON.stringify([cloud.sns.messageLog(), cloud.events.recent()]);
      const answers = (await nils.page.evaluate(ANSWERS)) as string;
      const shown = (await nils.page.evaluate('[...document.links].map(({ href }) => href)')) as string[];
      const inMessages = addressesIn(told);
      const addresses = new Set([
        ...inMessages,
        ...addressesIn(answers),
        ...shown,
        laptop.riderPage,
        laptop.reviewDesk,
        `${laptop.riderPage}#erase`,
        `${laptop.riderPage}#consent`,
      ]);
      expectThat(cloud.sns.messageLog().length > 0, 'there is no message');
      const before = await everythingIn(laptop);
      for (const address of addresses) {
        for (const method of ['HEAD', 'GET']) await fetch(address, { method, redirect: 'manual' });
        const visitor = await nils.context.newPage();
        await visitor.goto(address).catch(() => undefined);
        await visitor.waitForLoadState('networkidle');
        await visitor.close();
      }
      expectThat((await everythingIn(laptop)) === before, 'something has changed');
      const messages = cloud.sns.messageLog().length;
      return `${addresses.size} addresses, ${inMessages.length} of them in ${messages} messages and ${cloud.events.recent().length} events`;
    });
  },
};

/** What the API has told the page. */
const ANSWERS = `JSON.stringify(performance.getEntriesByType('resource').map(({ name }) => name))`;

const addressesIn = (text: string): string[] => [...new Set(text.match(/https?:\/\/[^\s"\\<>]+/g) ?? [])];
