// The folder of this run for what suites need not make again for each other; jest.config.mjs makes it.

export const sharedBySuites = process.env['SHARED_BY_SUITES'] ?? '';
if (sharedBySuites === '') throw new Error('SHARED_BY_SUITES is not set: jest.config.mjs does that');
