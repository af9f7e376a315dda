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
