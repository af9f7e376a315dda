// Every Node that a test starts finds compiled what earlier ones compiled: where the CLI keeps it, too. Not Jest's own process,
// which has begun already.

import path from 'node:path';

process.env['NODE_COMPILE_CACHE'] ??= path.join(import.meta.dirname, '../..', 'node_modules/.cache/compiled');
