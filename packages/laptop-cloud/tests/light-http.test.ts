import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const MODULE = pathToFileURL(path.join(import.meta.dirname, '../src/light-http.ts')).href;

/** What a process of its own says: here, node:http was imported long ago. */
function said(script: string): unknown {
  const words = ['--input-type=module', '--disable-warning=ExperimentalWarning', '--eval', script];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
}

it('lets a thread import node:http without undici, whose classes come when they are used', () => {
  const answers = said(`
    const { lightenHttp } = await import(${JSON.stringify(MODULE)});
    const isLoaded = () => process.moduleLoadList.some((each) => each.includes('undici'));
    await lightenHttp();
    const http = await import('node:http');
    const before = [isLoaded(), typeof http.createServer];
    const { WebSocket } = http;
    class Own extends http.MessageEvent {}
    const event = new Own('message', { data: 'here' });
    console.log(JSON.stringify({
      before,
      named: WebSocket.name,
      event: [event.data, event instanceof Own, event instanceof http.MessageEvent, event instanceof MessageEvent],
      required: process.getBuiltinModule('node:http').WebSocket === globalThis.WebSocket,
      after: isLoaded(),
    }));
  `);

  expect(answers).toEqual({
    before: [false, 'function'],
    named: 'WebSocket',
    event: ['here', true, true, true],
    required: true,
    after: true,
  });
});
