// Pages as the sign-in needs them: one heading, no script, and a policy that lets none in.
import { createHash } from 'node:crypto';
import type { ServiceResponse } from '../../service.ts';
import { NEVER_STORED } from './answers.ts';

const STYLE = `
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
body { margin: 0 auto; padding: 2rem 1rem; max-inline-size: 28rem; }
h1 { font-size: 1.5rem; line-height: 1.2; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
button, input { font: inherit; min-block-size: 2.75rem; padding: .25rem .75rem; box-sizing: border-box; border: 1px solid; border-radius: .375rem; }
button { cursor: pointer; }
li button { inline-size: 100%; text-align: start; overflow-wrap: anywhere; }
li small { display: block; }
.new { display: flex; flex-wrap: wrap; gap: .5rem; margin-block-start: .25rem; }
.new input { flex: 1 1 12rem; min-inline-size: 0; }
:focus-visible { outline: 3px solid; outline-offset: 2px; }
[role=alert] { border-inline-start: .25rem solid #c00; padding-inline-start: .75rem; }
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** A whole page. `main` is HTML; forms may lead to this server and, by redirect, to `formTarget`. */
export function page(
  status: number,
  { title, main, formTarget }: { title: string; main: string; formTarget?: string },
): ServiceResponse {
  const formAction = formTarget === undefined ? "'none'" : `'self' ${formTarget}`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      ...NEVER_STORED,
    },
    body: [
      '<!doctype html>',
      '<html lang="en">',
      '<meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      `<title>${escapeHtml(title)}</title>`,
      `<style>${STYLE}</style>`,
      `<main>\n<h1>${escapeHtml(title)}</h1>\n${main}\n</main>`,
      '</html>',
      '',
    ].join('\n'),
  };
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
