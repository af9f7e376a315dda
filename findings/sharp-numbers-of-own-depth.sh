#!/bin/sh
# sharp 0.35.5: most operations take their numbers as of 8 bits and fit them to a picture of 16 bits; some take them as they are. The
# same grey picture as a PNG of 8 and of 16 bits: the offset of `linear` is a 257th of what was asked for, and `threshold` without
# `greyscale` leaves a black picture, as its white is 255 of 65,535. `threshold` with `greyscale` and the background of `extend` do the
# same to both. Prints the mean of each result, of 0 to 255; exits non-zero when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5
cat > try.cjs <<'JS'
const sharp = require('sharp');
const SIDE = 32;
const shades = Array.from({ length: SIDE * SIDE * 3 }, (_, at) => 40 + (Math.floor(at / 3) % SIDE) * 4);
const raw = { width: SIDE, height: SIDE, channels: 3 };
const meanOf = async (picture) => {
  const data = await picture.toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer();
  return Math.round(data.reduce((sum, value) => sum + value, 0) / data.length);
};
const operations = {
  'as it is': (picture) => picture,
  'linear(1, 50)': (picture) => picture.linear(1, 50),
  'threshold(100, { greyscale: false })': (picture) => picture.threshold(100, { greyscale: false }),
  'threshold(100)': (picture) => picture.threshold(100),
  "extend({ top: 32, background: '#fff' })": (picture) => picture.extend({ top: 32, background: '#fff' }),
};
(async () => {
  const small = await sharp(Uint8Array.from(shades), { raw }).png().toBuffer();
  const fine = await sharp(Uint16Array.from(shades, (shade) => shade * 257), { raw })
    .toColourspace('rgb16').png().toBuffer();
  const seen = {};
  for (const [name, run] of Object.entries(operations))
    seen[name] = [await meanOf(run(sharp(small))), await meanOf(run(sharp(fine)))];
  console.log('sharp', sharp.versions.sharp, 'of', (await sharp(small).metadata()).depth,
    'and', (await sharp(fine).metadata()).depth, seen);
  const differ = Object.values(seen).map(([of8, of16]) => Math.abs(of8 - of16) > 5);
  process.exitCode = String(differ) === 'false,true,true,false,false' ? 0 : 1;
})();
JS
node try.cjs
# Seen on 2026-11-28, of 8 and of 16 bits: as it is 102 and 102; linear 152 and 102; threshold without greyscale 135 and 0; threshold
# 135 and 135; extend 179 and 179
