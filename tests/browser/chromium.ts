// The browser of this machine: found, never fetched.

import { existsSync } from 'node:fs';
import type { LaunchOptions } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

export const HOW_TO_GET_ONE =
  'Chromium (Debian: apt-get install chromium), Chrome or Edge; or its path in the variable CHROMIUM';

/** The program that the variable CHROMIUM names, or the first one found; undefined where there is none. */
export function findChromium(
  given = process.env['CHROMIUM'],
  isThere: (file: string) => boolean = existsSync,
): string | undefined {
  return (given ? [given] : PLACES).find((file) => isThere(file));
}

/**
 * What stands in for a camera. `none`: the device has none. `denied`: it has one, and nobody allows it. `test-picture`: one that
 * shows no face. Else the absolute path of a file of frames, which is what the camera sees, again and again.
 */
export type Camera = 'none' | 'denied' | 'test-picture' | (string & {});

export function launchOptions(program: string, camera: Camera, isHeaded: boolean): LaunchOptions {
  return {
    executablePath: program,
    headless: !isHeaded,
    args: [
      '--disable-background-networking',
      // Pictures are compared by eye: the same on every machine.
      '--force-color-profile=srgb',
      ...cameraFlags(camera),
      // Chromium's own sandbox refuses to work for root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    // Playwright would end this process before anything else is closed.
    handleSIGINT: false,
    handleSIGTERM: false,
  };
}

function cameraFlags(camera: Camera): string[] {
  if (camera === 'none') return [];
  const device = '--use-fake-device-for-media-stream';
  if (camera === 'denied') return [device];
  const allowed = [device, '--use-fake-ui-for-media-stream'];
  return camera === 'test-picture' ? allowed : [...allowed, `--use-file-for-fake-video-capture=${camera}`];
}
