// A suite that imports this is one that `npm test` leaves to `npm run test:long`: it looks from end to end at what smaller suites look
// at in parts, and costs more than a hundred of them. jest.config.mjs and jest.long.config.mjs find it by this import. Whoever names
// its path (`npx jest tests/e2e/versions.test.ts`) runs it, too.

export {};
