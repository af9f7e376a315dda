// Loaded into a laptop's own process before anything else: in the place of Rekognition, which a process with face models answers,
// it finds mock-rekognition.ts. Of this build and of those that had no packages yet.
import { registerHooks } from 'node:module';

const MOCK = new URL('./mock-rekognition.ts', import.meta.url).href;
const REKOGNITION =
  /\/(packages\/local-rekognition\/src\/exports|local\/services\/rekognition\/rekognition)\.ts$/;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const found = nextResolve(specifier, context);
    return REKOGNITION.test(found.url) ? { ...found, url: MOCK } : found;
  },
});
