// The camera of the device: opened for a preview, looked at several times a second, closed on every way out.

import type { FaceFinder } from './face-finder.ts';
import type { Seen } from './hints.ts';
import { measureLight } from './light.ts';

/** Why there is no picture; the page has a screen for each. */
export type CameraTrouble = 'denied' | 'missing' | 'busy' | 'insecure';

export class CameraError extends Error {
  override readonly name = 'CameraError';
  readonly trouble: CameraTrouble;

  constructor(trouble: CameraTrouble) {
    super(`camera ${trouble}`);
    this.trouble = trouble;
  }
}

const TROUBLES: Readonly<Record<string, CameraTrouble>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** Asks for the front camera; sizes are wishes, as some browsers refuse anything exact. Rejects with CameraError. */
export async function openCamera(): Promise<MediaStream> {
  // Browsers hide it from pages that did not come over a secure connection.
  if (!navigator.mediaDevices) throw new CameraError('insecure');
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 960 } },
      audio: false,
    });
  } catch (error) {
    throw new CameraError(TROUBLES[(error as Error).name] ?? 'busy');
  }
}

export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Resolves when the video shows its first frame: before that pictures of it are empty. */
export function firstFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(() => resolve());
    else (video as HTMLVideoElement).addEventListener('timeupdate', () => resolve(), { once: true });
  });
}

/** Pixels of the longer side of what is looked at; the face model's own. */
const SIDE = 160;

/** Looks at single frames of a video, made small. */
export function createEye(): (
  video: HTMLVideoElement,
  findFaces: FaceFinder | undefined,
) => Seen | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (video, findFaces) => {
    const { videoWidth, videoHeight } = video;
    if (!context || videoWidth === 0) return undefined;
    const scale = SIDE / Math.max(videoWidth, videoHeight);
    const width = Math.max(3, Math.round(videoWidth * scale));
    const height = Math.max(3, Math.round(videoHeight * scale));
    context.fillStyle = '#000';
    context.fillRect(0, 0, SIDE, SIDE);
    context.drawImage(video, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    return {
      light: measureLight(data, SIDE, SIDE, { left: 0, top: 0, width, height }),
      faces: findFaces?.(data, width, height),
    };
  };
}

const LONGEST_SIDE = 1920;
const JPEG_QUALITY = 0.92;

/** The frame that the video shows, as a JPEG: as others see the rider, not mirrored as the preview is. */
export function takePicture(video: HTMLVideoElement): Promise<Blob> {
  return jpegOf(video, video.videoWidth, video.videoHeight);
}

/** A picture that only the browser can read, as a JPEG. Rejects when it cannot. */
export async function convertToJpeg(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    return await jpegOf(picture, picture.width, picture.height);
  } finally {
    picture.close();
  }
}

async function jpegOf(source: CanvasImageSource, width: number, height: number): Promise<Blob> {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext('2d')?.drawImage(source, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY),
  );
  if (!blob) throw new Error('the browser made no JPEG');
  return blob;
}
