#!/bin/sh
# sharp 0.35.5: a PNG of 16 bits with an ICC profile does not come back to sRGB by toColourspace('srgb'): its pixels stay in
# Display P3, untagged, so that colours fade. The same picture of 8 bits comes out right, and so does the one of 16 bits with
# withIccProfile('srgb', { attach: false }). Prints all three; exits non-zero when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5
cat > try.cjs <<'JS'
const sharp = require('sharp');
const red = { create: { width: 8, height: 8, channels: 3, background: { r: 224, g: 16, b: 32 } } };
const pixel = async (picture) => [...(await picture.raw().toBuffer()).subarray(0, 3)];
(async () => {
  const eight = await sharp(red).withIccProfile('p3').png().toBuffer();
  const sixteen = await sharp(red).toColourspace('rgb16').withIccProfile('p3').png().toBuffer();
  const plain = await pixel(sharp(eight).toColourspace('srgb'));
  const faded = await pixel(sharp(sixteen).toColourspace('srgb'));
  const right = await pixel(sharp(sixteen).toColourspace('srgb').withIccProfile('srgb', { attach: false }));
  console.log('sharp', sharp.versions.sharp, 'libvips', sharp.versions.vips);
  console.log('in: 224,16,32 | 8 bits:', plain.join(), '| 16 bits:', faded.join(), '| with withIccProfile:', right.join());
  const isNear = (seen) => Math.hypot(seen[0] - 224, seen[1] - 16, seen[2] - 32) < 6;
  process.exitCode = isNear(plain) && !isNear(faded) && isNear(right) ? 0 : 1;
})();
JS
node try.cjs
# Seen on 2026-11-28:
# sharp 0.35.5 libvips 8.18.7
# in: 224,16,32 | 8 bits: 224,15,32 | 16 bits: 205,48,44 | with withIccProfile: 223,16,32
