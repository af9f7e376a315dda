import fc from 'fast-check';
import { configurationVersion, parseConfiguration } from '../../src/domain/configuration.ts';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';

type Section = Record<string, unknown>;

const DEFAULTS = parseConfiguration(undefined) as unknown as Section;

/** The path of every section, the root first. */
function sectionPaths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => sectionPaths(inner, [...path, key]))];
}

function at(path: readonly string[]): Section {
  return path.reduce((section, key) => section[key] as Section, DEFAULTS);
}

function nested(path: readonly string[], leaf: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), leaf);
}

function problemsOf(json: string): readonly string[] {
  try {
    parseConfiguration(json);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseConfiguration', () => {
  it.each([undefined, '', '{}', '{"face":{},"duplicate":{}}'])('gives all defaults for %p', (json) => {
    expect(parseConfiguration(json)).toEqual(DEFAULTS);
  });

  it('holds the published thresholds', () => {
    expect(DEFAULTS).toMatchObject({
      file: { minBytes: 1024, maxBytes: 15_728_640, types: ['jpeg', 'png', 'webp', 'avif'] },
      image: {
        minSidePixels: 200,
        maxSidePixels: 10_000,
        maxPixels: 50_400_000,
        maxAvifPixels: 20_000_000,
        maxSideRatio: 10,
        maxScans: 100,
      },
      face: {
        minConfidence: 90,
        ignoreSmallerThanPercent: 10,
        minHeightPercent: 20,
        minHeightPixels: 100,
        attributeConfidence: 90,
        mouthOpen: 'off',
        brightness: { min: 40, max: 95 },
        sharpness: { min: 40 },
      },
      age: { reject: 16, review: 20 },
      notAPhoto: { confidence: 80, enabled: true },
      duplicate: { rejectPercent: 99, reviewPercent: 90, sameRiderPercent: 95, searchPercent: 80 },
      blockList: { enabled: false, percent: 97 },
      thumbnails: { sizes: [64, 256, 1024] },
      reminder: { afterSeconds: 86_400 },
      retention: { refusedDays: 90 },
    });
  });

  it('overrides single keys at any depth and leaves their neighbours alone', () => {
    const configuration = parseConfiguration(
      '{"face":{"pose":{"pitch":{"down":{"review":10}}}},"notAPhoto":{"enabled":false},"thumbnails":{"sizes":[128]}}',
    );
    expect(configuration.face.pose.pitch).toEqual({
      down: { review: 10, reject: 45 },
      up: { review: 30, reject: 45 },
    });
    expect(configuration.notAPhoto).toEqual({ enabled: false, confidence: 80 });
    expect(configuration.thumbnails).toEqual({ sizes: [128], formats: ['webp', 'jpeg'] });
    expect(configuration.age).toEqual({ reject: 16, review: 20 });
  });

  it('gives every caller lists of its own', () => {
    parseConfiguration('').thumbnails.sizes.push(1);
    expect(parseConfiguration('').thumbnails.sizes).toEqual([64, 256, 1024]);
  });

  it('gives the defaults again when they are written out and parsed', () => {
    expect(parseConfiguration(JSON.stringify(DEFAULTS))).toEqual(DEFAULTS);
  });

  it.each(sectionPaths(DEFAULTS).map((path) => [path.join('.') || 'the root', path] as const))(
    'gives the defaults for any part of the keys of %s',
    (_name, path) => {
      fc.assert(
        fc.property(fc.subarray(Object.keys(at(path))), (keys) => {
          const part = Object.fromEntries(keys.map((key) => [key, at(path)[key]]));
          expect(parseConfiguration(JSON.stringify(nested(path, part)))).toEqual(DEFAULTS);
        }),
        { numRuns: 10 },
      );
    },
  );

  it('refuses any unknown key anywhere, by its full name', () => {
    const place = fc.constantFrom(...sectionPaths(DEFAULTS));
    const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'rejct'));
    fc.assert(
      fc.property(place, key, fc.jsonValue(), (path, unknownKey, value) => {
        fc.pre(!Object.hasOwn(at(path), unknownKey));
        const section = `{${JSON.stringify(unknownKey)}:${JSON.stringify(value)}}`;
        const json = path.reduceRight((inner, outer) => `{${JSON.stringify(outer)}:${inner}}`, section);
        const problems = problemsOf(json);
        expect(problems).toHaveLength(1);
        expect(problems[0]).toContain([...path, unknownKey].join('.'));
        expect(problems[0]).toContain(Object.keys(at(path)).join(', '));
      }),
    );
  });

  it('names every bad key at once', () => {
    expect(
      problemsOf('{"age":{"reject":"old"},"blocklist":{},"face":{"minHeightPixels":0.5,"pose":null}}'),
    ).toEqual([
      'face.minHeightPixels: expected an integer',
      'face.pose: expected an object',
      'age.reject: expected a number',
      expect.stringMatching(/^blocklist is not known here: expected one of file, image, .*blockList/),
    ]);
  });

  it.each([
    ['{"face":{"minConfidence":101}}', 'face.minConfidence: expected at most 100'],
    ['{"face":{"minConfidence":-1}}', 'face.minConfidence: expected at least 0'],
    ['{"face":{"frameMarginPercent":50}}', 'face.frameMarginPercent: expected less than 50'],
    ['{"file":{"types":["gif"]}}', 'file.types.0: expected one of jpeg, png, webp, avif'],
    ['{"file":{"types":[]}}', 'file.types: expected at least 1 value'],
    ['{"thumbnails":{"sizes":[64,64]}}', 'thumbnails.sizes: expected each value once'],
    ['{"thumbnails":{"formats":"webp"}}', 'thumbnails.formats: expected a list'],
    ['{"notAPhoto":{"enabled":"no"}}', 'notAPhoto.enabled: expected true or false'],
    ['{"age":{"reject":21}}', 'age.reject: expected at most review'],
    ['{"duplicate":{"reviewPercent":99.5}}', 'duplicate.reviewPercent: expected at most rejectPercent'],
    ['{"duplicate":{"searchPercent":91}}', 'duplicate.searchPercent: expected at most reviewPercent'],
    ['{"face":{"pose":{"yaw":{"review":46}}}}', 'face.pose.yaw.review: expected at most reject'],
    ['{"reminder":{"afterSeconds":100000000}}', 'reminder.afterSeconds: expected at most 99999999'],
    ['null', 'the configuration: expected an object'],
    ['[]', 'the configuration: expected an object'],
  ])('refuses %s and says what was expected', (json, problem) => {
    expect(problemsOf(json)).toEqual([problem]);
  });

  it('refuses a moderation class that Rekognition does not have', () => {
    expect(problemsOf('{"content":{"reject":{"labels":["Nudity"]}}}')).toEqual([
      expect.stringMatching(/^content\.reject\.labels\.0: expected one of Explicit, .*Hate Symbols$/),
    ]);
  });

  it('refuses what is not JSON', () => {
    expect(problemsOf('{')).toEqual([expect.stringMatching(/^not JSON/)]);
  });

  it('fails by a name that state machines can match', () => {
    expect(new ConfigurationError(['a: expected b'])).toMatchObject({
      name: 'ConfigurationError',
      message: 'The configuration cannot be used: a: expected b',
    });
  });
});

describe('configurationVersion', () => {
  it('is the same for equal configurations, whatever the order of keys', () => {
    const one = parseConfiguration('{"age":{"reject":15,"review":19},"notAPhoto":{"enabled":false}}');
    const reversed = Object.fromEntries(Object.entries(one).reverse()) as typeof one;
    expect(configurationVersion(reversed)).toBe(configurationVersion(one));
    expect(configurationVersion(one)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('has sixteen digits, also where the first are noughts', () => {
    const versions = Array.from({ length: 100 }, (_, at) =>
      configurationVersion(parseConfiguration(`{"retention":{"refusedDays":${at + 1}}}`)),
    );
    expect(versions.some((version) => version.startsWith('0'))).toBe(true);
    for (const version of versions) expect(version).toMatch(/^[0-9a-f]{16}$/);
  });

  it('changes with any threshold', () => {
    const versions = [
      '',
      '{"age":{"reject":15}}',
      '{"age":{"reject":15.5}}',
      '{"thumbnails":{"sizes":[64]}}',
    ];
    expect(new Set(versions.map((json) => configurationVersion(parseConfiguration(json)))).size).toBe(4);
  });
});
