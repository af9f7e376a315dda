// npm run deploy:web: the pages into a deployed stack, and their address to who signs people in.

import { readWords } from 'laptop-cloud/template';
import { describeStack } from './described-stack.ts';
import { runTool } from './run-tool.ts';
import { clientsFor } from './smoke/clients.ts';
import { UsageError } from './usage-error.ts';
import { buildPages, versionOf } from './web/build-pages.ts';
import { putPages } from './web/put-pages.ts';
import { siteSettings } from './web/site-settings.ts';
import { tellPagesUrl } from './web/tell-pages-url.ts';

const HELP = `npm run deploy:web -- --stack NAME [options]

Builds the rider page and the review desk and puts them into the stack's bucket. The first time it also updates the stack with
the address of its pages (parameter PagesUrl), so that people may come back to them from signing in.

  --stack NAME            the stack, by the name it was deployed with
  --pages-url ORIGIN      where the pages are, if you have put a domain of your own before them
  --rider-client ID       client of the rider page at your own issuer (parameter Issuer)
  --review-client ID      client of the review desk there
  --endpoint URL          of a laptop cloud (default: AWS_ENDPOINT_URL, or AWS itself)
  --help                  this text

Exit code 0, 1 for a fault, 2 for what is asked wrongly.`;

process.exitCode = await runTool(HELP, deploy);

async function deploy(words: string[]): Promise<number> {
  const options = readOptions(words);
  const { cloudFormation, s3 } = clientsFor(options.endpoint);
  const stack = await describeStack(cloudFormation, options.stack);
  const settings = siteSettings(stack.outputs, {
    ...(options.riderClient !== undefined && { rider: options.riderClient }),
    ...(options.reviewClient !== undefined && { review: options.reviewClient }),
  });
  const { PagesBucket, RiderPage, ReviewDesk } = stack.outputs;
  if (!PagesBucket || !RiderPage)
    throw new UsageError([`The stack ${options.stack} has no pages: deploy its template first.`]);
  const pages = await buildPages(process.cwd());
  const count = await putPages(s3, PagesBucket, pages, settings);
  console.log(`${count} objects of version ${versionOf(pages)} in ${PagesBucket}`);
  const origin = options.pagesUrl ?? new URL(RiderPage).origin;
  if (stack.parameters['PagesUrl'] !== origin) {
    console.log(`telling the stack that its pages are at ${origin}; this takes some minutes`);
    await tellPagesUrl(cloudFormation, stack, origin);
  }
  console.log(`rider page   ${options.pagesUrl ? `${origin}/rider/` : RiderPage}`);
  console.log(`review desk  ${options.pagesUrl ? `${origin}/review/` : ReviewDesk}`);
  return 0;
}

function readOptions(words: string[]) {
  const values = parsed(words);
  const { stack, endpoint = process.env['AWS_ENDPOINT_URL'] } = values;
  if (stack === undefined) throw new UsageError(['Which stack? Give --stack NAME.']);
  const pagesUrl = values['pages-url'];
  if (pagesUrl !== undefined && !/^https?:\/\/[^\s/?#]+$/.test(pagesUrl))
    throw new UsageError([
      `--pages-url takes an origin such as https://photos.example.com, not ${JSON.stringify(pagesUrl)}.`,
    ]);
  return {
    stack,
    endpoint,
    pagesUrl,
    riderClient: values['rider-client'],
    reviewClient: values['review-client'],
  };
}

function parsed(args: string[]) {
  return readWords({
    args,
    options: {
      stack: { type: 'string' },
      endpoint: { type: 'string' },
      'pages-url': { type: 'string' },
      'rider-client': { type: 'string' },
      'review-client': { type: 'string' },
    },
  }).values;
}
