// Pictures for tests, made where they are used.

import sharp, { type Sharp } from 'sharp';

/** A picture with a red top left corner, green top right, blue bottom left, black bottom right: any turn shows. */
export async function cornered(width: number, height: number): Promise<Buffer> {
  const [w, h] = [Math.floor(width / 2), Math.floor(height / 2)];
  const block = (background: string) =>
    sharp({ create: { width: w, height: h, channels: 3, background } })
      .png()
      .toBuffer();
  const [red, green, blue] = await Promise.all([block('#ff0000'), block('#00ff00'), block('#0000ff')]);
  return sharp({ create: { width, height, channels: 3, background: '#000000' } })
    .composite([
      { input: red, left: 0, top: 0 },
      { input: green, left: w, top: 0 },
      { input: blue, left: 0, top: h },
    ])
    .png()
    .toBuffer();
}

/** Names of the corners' colours: top left, top right, bottom left, bottom right. */
export async function cornersOf(picture: Uint8Array): Promise<string[]> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const offset = (y * info.width + x) * info.channels;
    const [r = 0, g = 0, b = 0] = data.subarray(offset, offset + 3);
    return r > 150 ? 'red' : g > 150 ? 'green' : b > 150 ? 'blue' : 'black';
  };
  const [right, bottom] = [info.width - 5, info.height - 5];
  return [at(4, 4), at(right, 4), at(4, bottom), at(right, bottom)];
}

/** GPS coordinates and a camera's name, as phones write them. */
export const TELLTALE_EXIF = {
  IFD0: { Make: 'TelltaleCamera', Software: 'TelltaleSoftware' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100', GPSLongitudeRef: 'W' },
};

/** Noise, so that lossy formats have something to hold. */
export function noise(width: number, height: number): Sharp {
  return sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  });
}

const photographs = new Map<string, Buffer>();

/** Soft shapes under fine grain, the same every time: what a photograph is to an encoder. */
export function photograph(width: number, height: number): Sharp {
  const size = `${width} x ${height}`;
  const pixels = photographs.get(size) ?? shapesAndGrain(width, height);
  photographs.set(size, pixels);
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

function shapesAndGrain(width: number, height: number): Buffer {
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const cell = 40;
  const columns = Math.ceil(width / cell) + 1;
  const shapes = Array.from(
    { length: columns * (Math.ceil(height / cell) + 1) * 3 },
    () => 40 + 170 * random(),
  );
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
    const [u, v] = [(x % cell) / cell, (y % cell) / cell];
    const at = (dx: number, dy: number) => shapes[((row + dy) * columns + column + dx) * 3 + (i % 3)] ?? 0;
    const above = at(0, 0) * (1 - u) + at(1, 0) * u;
    const below = at(0, 1) * (1 - u) + at(1, 1) * u;
    pixels[i] = above * (1 - v) + below * v + 24 * (random() - 0.5);
  }
  return pixels;
}
