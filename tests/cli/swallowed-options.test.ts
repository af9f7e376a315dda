// What npm leaves of options that stand before the `--`: npm 10 and 11 set these variables.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { START } from '../../packages/laptop-cloud/src/cli/start.ts';
import { refuseSwallowed } from '../../packages/laptop-cloud/src/cli/swallowed-options.ts';
import { PHOTO } from '../../tools/photo.ts';

const photo = { npm_lifecycle_event: 'photo' };

it.each([
  [START, ['4713'], { npm_lifecycle_event: 'start', npm_config_port: 'true' }, 'npm start -- --port 4713'],
  [
    PHOTO,
    ['samples/ada.jpg', 'carla'],
    { ...photo, npm_config_rider: 'true' },
    'npm run photo -- samples/ada.jpg --rider carla',
  ],
  [
    PHOTO,
    ['samples/ada.jpg'],
    { ...photo, npm_config_json: 'true' },
    'npm run photo -- samples/ada.jpg --json',
  ],
  [
    PHOTO,
    ['samples/ada.jpg'],
    { ...photo, npm_config_parameter_overrides: 'LabelPhotos=off' },
    '-- samples/ada.jpg --parameter-overrides LabelPhotos=off',
  ],
])('%# names the line that was meant', (command, words, environment, line) => {
  expect(() => refuseSwallowed(command, words, environment)).toThrow(line);
});

it('leaves alone what npm sets by itself, for another script, or from a file', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'npmrc-')), '.npmrc');
  writeFileSync(file, 'json = true\n');
  const environments = [
    photo,
    { ...photo, npm_config_json: '' },
    { npm_lifecycle_event: 'test', npm_config_json: 'true' },
    { ...photo, npm_config_json: 'true', npm_config_userconfig: file },
  ];
  for (const environment of environments)
    expect(() => refuseSwallowed(PHOTO, ['samples/ada.jpg'], environment)).not.toThrow();
});
