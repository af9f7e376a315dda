// What a file is, from its bytes and header: all that can be known, and all that may cost too much, before a pixel is decoded.

import sharp, { type Metadata } from 'sharp';
import { IMAGE_TYPES, type ImageFacts, type ImageType } from '../domain/photo.ts';
import { avifPasses } from './avif-passes.ts';
import { avifColours, pngColours } from './colour-marks.ts';
import { BY_PROFILE, type Colours, SRGB } from './colour-space.ts';
import { decoderReason } from './decoder-reason.ts';
import { exifOrientation } from './exif-orientation.ts';
import { imageTypeOf } from './image-type.ts';
import { primaryProperties, sequenceFrames } from './iso-boxes.ts';
import { jpegDataFault, jpegFault } from './jpeg-damage.ts';
import { mendJpeg, readJpegStructure } from './jpeg-structure.ts';
import { pngChunks, pngFault, pngFrames } from './png-chunks.ts';
import { webpFault } from './webp-chunks.ts';

/** A file as it was read. What `toWorkingCopy` needs beside the facts is not for the state of an execution. */
export interface ReadImage {
  facts: ImageFacts;
  /** Why a file of an accepted type cannot be read. */
  fault?: string;
  /** What to decode: the file, fixed where a strict decoder would stumble over something harmless. */
  bytes: Uint8Array;
  colours: Colours;
  /** Looks for damage that the decoder does not see. It takes time, which the decoder needs, too, on another thread. */
  findDataFault?: () => string | undefined;
  /** A JPEG without its last bytes, which mark the end. */
  lacksEnd?: boolean;
  /** More than eight bits, by an ICC profile: libvips needs to be told to come back to sRGB. */
  isDeepByProfile?: boolean;
}

/** Reads content and header, without decoding. Never throws: what is wrong with the file is part of the answer. */
export async function readImage(bytes: Uint8Array): Promise<ReadImage> {
  const facts: ImageFacts = { type: imageTypeOf(bytes), size: bytes.byteLength };
  const type = IMAGE_TYPES.find((each) => each === facts.type);
  if (!type) return { facts, bytes, colours: SRGB };
  const seen = STRUCTURES[type](bytes);
  const known: ReadImage = {
    facts: { ...facts, ...seen.facts },
    bytes: seen.bytes ?? bytes,
    lacksEnd: seen.lacksEnd ?? false,
    ...(seen.findDataFault && { findDataFault: seen.findDataFault }),
    colours: seen.colours ?? SRGB,
    ...(seen.fault !== undefined && { fault: seen.fault }),
  };
  // The decoder does not know sequences, and need not be asked.
  if (type === 'avif' && (known.facts.pages ?? 1) > 1) return known;
  try {
    const header = await sharp(known.bytes, { limitInputPixels: false }).metadata();
    const read = { ...known, ...withHeader(known, header) };
    const fault = read.fault ?? missingData(read.facts, bytes);
    return fault === undefined ? read : { ...read, fault };
  } catch (error) {
    return { ...known, fault: known.fault ?? decodingFault(known, error) };
  }
}

/** Why a picture of this type could not be decoded: what broke, where the decoder's words alone do not say it. */
export function decodingFault({ facts: { type }, bytes, lacksEnd }: ReadImage, error: unknown): string {
  const reason = (type === 'png' ? pngFault(bytes) : undefined) ?? decoderReason(error);
  return lacksEnd && !reason.includes('end is missing') ? `the end is missing (${reason})` : reason;
}

function missingData({ type, width = 0, height = 0 }: ImageFacts, bytes: Uint8Array): string | undefined {
  return type === 'webp' ? webpFault(bytes, width * height) : undefined;
}

/** What the file's own structure tells, which decoders keep to themselves or get wrong. */
interface Structure {
  facts?: Partial<ImageFacts>;
  fault?: string;
  bytes?: Uint8Array;
  colours?: Colours;
  lacksEnd?: boolean;
  findDataFault?: () => string | undefined;
}

const STRUCTURES: Record<ImageType, (bytes: Uint8Array) => Structure> = {
  jpeg: (bytes) => {
    const structure = readJpegStructure(bytes);
    const fault = jpegFault(bytes, structure);
    return {
      facts: { scans: structure.scans.length },
      bytes: mendJpeg(bytes, structure),
      lacksEnd: !structure.hasEnd,
      findDataFault: () => jpegDataFault(bytes, structure),
      ...(fault !== undefined && { fault }),
    };
  },
  png: (bytes) => {
    const chunks = [...pngChunks(bytes)];
    const frames = pngFrames(chunks);
    const exif = chunks.find(({ type }) => type === 'eXIf');
    const orientation = exif && exifOrientation(exif.content);
    return {
      facts: { ...(frames !== undefined && { pages: frames }), ...(orientation && { orientation }) },
      colours: pngColours(chunks),
    };
  },
  webp: () => ({}),
  avif: (bytes) => {
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const frames = sequenceFrames(file);
    const scans = avifPasses(file);
    return {
      facts: {
        ...(frames !== undefined && { pages: frames }),
        ...(scans !== undefined && { scans }),
      },
      colours: avifColours(primaryProperties(file)),
    };
  },
};

function withHeader({ facts, colours }: ReadImage, header: Metadata): Partial<ReadImage> {
  const { width, height, pages, orientation, depth, hasProfile, icc } = header;
  const isMarked = colours !== SRGB && colours !== BY_PROFILE;
  const isByProfile = !isMarked && hasProfile && icc !== undefined;
  const used = isMarked ? colours : isByProfile ? BY_PROFILE : SRGB;
  return {
    facts: {
      ...facts,
      ...(width && height && { width, height }),
      ...(facts.pages === undefined && pages && { pages }),
      ...(facts.orientation === undefined && orientation && { orientation }),
      colours: { space: used.name, isUsable: used.treatment !== 'refuse' },
    },
    colours: used,
    ...(isByProfile && depth === 'ushort' && { isDeepByProfile: true }),
  };
}
