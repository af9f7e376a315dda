// Riders who are forgotten where consent is asked for. Where it is not, forget.test.ts tries the same.

import { hurriedClock } from '../support/hurried-clock.ts';
import { cases } from '../support/long-run.ts';
import '../support/long-suite.ts';
import { leavesNothingOfLateUploads } from './forgetting/late-uploads.ts';
import { type Laptop, startLaptop } from './laptop.ts';
import { type RiderStores, riderStoresOf } from './rider-stores.ts';

let laptop: Laptop;
let stores: RiderStores;
beforeAll(async () => {
  // Nobody is refused for similarity alone.
  const Configuration = '{"duplicate":{"rejectPercent":100}}';
  laptop = await startLaptop({ clock: hurriedClock(), parameters: { RequireConsent: 'on', Configuration } });
  stores = riderStoresOf(laptop);
}, 120_000);
afterEach(() => laptop.cloud.faults.replace([]));
afterAll(async () => {
  stores.close();
  await laptop.close();
});

leavesNothingOfLateUploads(
  () => laptop,
  () => stores,
  cases(
    ['MarkForgotten', 'ErasePhoto', 'Prove'],
    ['UnlinkRider', 'FindTraces', 'EraseFaces', 'EraseRows', 'CloseErasure'],
  ),
);
