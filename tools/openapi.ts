// npm run openapi: writes docs/openapi.json from the tables of routes.

import { writeFileSync } from 'node:fs';
import { asked } from './asked.ts';
import { OPENAPI_FILE, openapiText } from './openapi/document.ts';

const HELP = `npm run openapi

Writes docs/openapi.json from the tables of routes.`;

asked(HELP, {});
writeFileSync(OPENAPI_FILE, openapiText());
console.log(`${OPENAPI_FILE} is as the routes are`);
