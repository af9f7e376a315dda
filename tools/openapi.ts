// npm run openapi: writes docs/openapi.json from the tables of routes.

import { writeFileSync } from 'node:fs';
import { OPENAPI_FILE, openapiText } from './openapi/document.ts';

writeFileSync(OPENAPI_FILE, openapiText());
console.log(`${OPENAPI_FILE} is as the routes are`);
