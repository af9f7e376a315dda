import { readFileSync } from 'node:fs';
import { SUPPORTED_PAGE, supportedPage } from '../../docs/supported/page.ts';

it('keeps the table of what templates may hold as the code has it (npm run supported writes it again)', async () => {
  expect(readFileSync(SUPPORTED_PAGE, 'utf8')).toBe(await supportedPage());
});
