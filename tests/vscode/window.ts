// One window of VS Code on a copy of the project.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openBrowser } from './browser.ts';
import { startCodeServer } from './code-server.ts';
import { createDebugging } from './debugging.ts';
import { createEditor, type Editor } from './editor.ts';
import { listenForHands } from './hands.ts';
import type { Installed } from './install.ts';
import { copyProject } from './project-copy.ts';
import { standInForSam } from './sam-stand-in/install.ts';

export interface Window {
  editor: Editor;
  /** Of VS Code. */
  version: string;
  close(): Promise<void>;
}

/** Copies the project of `root` below `folder`, where VS Code writes everything, too, and opens it. */
export async function openWindow(installed: Installed, root: string, folder: string): Promise<Window> {
  const project = path.join(folder, 'rider-photos');
  await copyProject(root, project);
  await listenAnywhere(project);
  // What is open, to be closed in the opposite order, also when something on the way fails.
  await using open = new AsyncDisposableStack();
  const { hear, debugging } = createDebugging(() => hands, project);
  const hands = open.adopt(await listenForHands(hear), ({ close }) => close());
  const server = open.adopt(
    await startCodeServer({
      program: installed.codeServer,
      home: folder,
      project,
      programs: await standInForSam(folder),
      env: { RIDER_PHOTOS_DRIVE_PORT: String(hands.port) },
    }),
    ({ stop }) => stop(),
  );
  const { page } = open.adopt(await openBrowser(installed.playwright, installed.chromium), ({ close }) =>
    close(),
  );
  await page.goto(server.url);
  const version = await hands.ready;
  const closing = open.move();
  return {
    editor: createEditor(hands, page, project, debugging),
    version,
    close: () => closing.disposeAsync(),
  };
}

/** Another npm start may hold the port that "Run everything" asks for. */
async function listenAnywhere(project: string): Promise<void> {
  const file = path.join(project, '.vscode/launch.json');
  const text = await readFile(file, 'utf8');
  const changed = text.replace('"args": ["start"', '"args": ["start", "--port", "0"');
  if (changed === text) throw new Error('.vscode/launch.json has no entry that runs "start"');
  await writeFile(file, changed);
}
