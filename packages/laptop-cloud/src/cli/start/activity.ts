// What npm start tells: where things are, and what happens while it runs.

import type { Cloud } from '../../cloud.ts';
import type { Project } from '../command.ts';
import type { Terminal } from '../terminal.ts';

/** Addresses and names, and what to do with them. */
export function announceCloud(
  { line, paint }: Terminal,
  project: Project,
  cloud: Cloud,
  startupMs: number,
): void {
  const { outputs } = cloud.stack;
  const behind = [...project.services.map(({ name }) => `${name} load`), 'functions are bundled'].join(
    ' and ',
  );
  line(
    `${paint.bold(project.title)} is ready ${paint.dim(`after ${(startupMs / 1000).toFixed(2)} s; ${behind} behind it`)}`,
  );
  line();
  line(`  AWS endpoint   ${paint.cyan(cloud.endpoint)}`);
  for (const { site, address } of cloud.sites()) line(`  ${site.name.padEnd(14)} ${paint.cyan(address)}`);
  for (const [name, value] of Object.entries(outputs)) line(`  ${name.padEnd(20)} ${value}`);
  line();
  line('For any AWS client:');
  line(
    paint.dim(
      `  export AWS_ENDPOINT_URL=${cloud.endpoint} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=${cloud.clientConfig.region} AWS_DEFAULT_REGION=${cloud.clientConfig.region}`,
    ),
  );
  for (const step of project.firstSteps(outputs)) line(paint.dim(`  ${step}`));
  line();
}

/** A line for each execution that starts or ends, each event on the bus each schedule that fires and each message that goes out. */
export function reportActivity({ paint, line }: Terminal, cloud: Cloud): void {
  const names = new Map<string, string>();
  for (const { logicalId } of cloud.stack.resources) names.set(cloud.stack.ref(logicalId), logicalId);
  cloud.stepFunctions.onStatus((record) => {
    const took =
      record.stopMs === undefined ? '' : ` after ${((record.stopMs - record.startMs) / 1000).toFixed(2)} s`;
    const fault = record.error ? ` ${record.error}` : '';
    line(`${paint.dim(clock())} ${paint.blue('execution')} ${record.name} ${record.status}${took}${fault}`);
  });
  cloud.events.onEvent(({ event, busName }) => {
    if (busName === 'default') return;
    line(
      `${paint.dim(clock())} ${paint.magenta('event    ')} ${event['detail-type']} ${paint.dim(JSON.stringify(event.detail))}`,
    );
  });
  cloud.scheduler.onInvoked(({ name, properties }, { status, reason }) =>
    line(
      `${paint.dim(clock())} ${paint.yellow('schedule ')} ${names.get(name) ?? name} ${status} ${paint.dim(reason ?? properties.Target.Arn)}`,
    ),
  );
  cloud.httpApis.onAccess(({ api, line: request }) =>
    line(`${paint.dim(clock())} ${paint.cyan('request  ')} ${api} ${paint.dim(request)}`),
  );
  cloud.sns.onPublish((message) => {
    const topic = names.get(message.topicArn ?? '') ?? message.topicArn ?? '';
    line(`${paint.dim(clock())} ${paint.green('message  ')} ${topic}: ${message.subject ?? ''}`);
    for (const text of message.message.split('\n')) line(`         ${paint.dim(text)}`);
  });
}

/** Of the second that it was last: thousands of lines may have it. */
let lastSecond = { second: 0, text: '' };

function clock(): string {
  const second = Math.floor(Date.now() / 1000);
  if (lastSecond.second !== second) lastSecond = { second, text: new Date().toTimeString().slice(0, 8) };
  return lastSecond.text;
}
