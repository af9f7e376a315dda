// What the rules would say of a photo with other thresholds, from what was measured of it. It goes the way of the journey: a photo
// that is refused early is judged no further, and one that would get further than it did is unknown from there on.

import type { Configuration } from './configuration.ts';
import { judgeFaces } from './face-rules.ts';
import { judgeFile } from './file-findings.ts';
import { type Finding, type FindingCode, finding, judge } from './finding.ts';
import type { IdentityMeasures } from './identity-measures.ts';
import type { Measures } from './measures.ts';
import type { FaceMatch } from './photo.ts';
import { type AutomaticVerdict, decide, decideWithPeople } from './verdict.ts';

export interface Rules {
  configuration: Configuration;
  /** Whether people decide where nothing but fraud rules would reject. */
  rejectionNeedsPerson: boolean;
}

export interface JudgedAgain {
  verdict: AutomaticVerdict | 'unknown';
  reasons: FindingCode[];
  findings: Finding[];
  /** Rules that lack what they measure. */
  unknown: FindingCode[];
}

export function judgeAgain(measures: Measures, rules: Rules): JudgedAgain {
  const { configuration } = rules;
  const file = fileAgain(measures, configuration);
  if (hasFailed(file)) return decided(file, [], rules);
  if (!measures.faces || !measures.image) return decided(file, ['NO_FACE'], rules);

  const copy = { bucket: '', key: '', ...measures.image };
  const faces = [...file, ...judgeFaces(measures.faces, copy, configuration).findings];
  if (hasFailed(faces)) return decided(faces, [], rules);
  if (!measures.content || !measures.identity) return decided(faces, ['CONTENT', 'FACE_TAKEN'], rules);

  const { content, identity, customModel = 'off' } = measures;
  const checks = [
    judge('FACE_TAKEN', SELF, matchesOf(identity.sawFace, identity.othersPercent), configuration),
    judge('FACE_BLOCKED', blockedMatches(identity, configuration), configuration),
    judge('FACE_CHANGED', { ...identity, ownSimilarityPercent: identity.ownPercent }, configuration),
    judge('CONTENT', content.labels, configuration),
    judge('NOT_A_PHOTO', content.contentTypes, configuration),
    judge('CUSTOM_MODEL', customModel, configuration),
    ...kept('FACE_NOT_INDEXED', measures),
  ];
  const beyond = beyondWhatWasAsked(measures, configuration);
  const known = checks.filter((each) => !beyond.includes(each.code) || isCertain(each));
  const unknown = beyond.filter((code) => !known.some((each) => each.code === code));
  return decided([...faces, ...known], unknown, rules);
}

/** Nothing that is known refuses it. */
export function isLetThrough(verdict: JudgedAgain['verdict']): boolean {
  return verdict !== 'retake' && verdict !== 'rejected';
}

/** A failed rule decides, whatever is not known beside it. */
function decided(findings: Finding[], unknown: FindingCode[], { rejectionNeedsPerson }: Rules): JudgedAgain {
  const { verdict, reasons } = (rejectionNeedsPerson ? decideWithPeople : decide)(findings);
  const isKnown = unknown.length === 0 || hasFailed(findings);
  return { verdict: isKnown ? verdict : 'unknown', reasons, findings, unknown };
}

function fileAgain(measures: Measures, configuration: Configuration): Finding[] {
  const { file } = measures;
  const findings = judgeFile(file.facts, configuration, file.fault);
  if (file.isUnread) return findings.filter(({ code }) => code === 'FILE_SIZE');
  return hasFailed(findings) ? findings : [...findings, ...kept('DUPLICATE_FILE', measures)];
}

/** A rule without a threshold: what it said holds whatever the others say now. */
function kept(code: FindingCode, { said }: Measures): Finding[] {
  const status = said[code];
  return status === undefined ? [] : [finding(code, status)];
}

/** Rules that ask for a person at worst. */
const NEVER_FAIL: readonly FindingCode[] = ['FACE_BLOCKED', 'NOT_A_PHOTO'];

/** More matches or labels could make it no worse. */
function isCertain({ code, status }: Finding): boolean {
  return status === 'failed' || (status === 'review' && NEVER_FAIL.includes(code));
}

/** Rules whose bound now lies below what the services were asked for then. Of a face that a search did not see no bound decides. */
function beyondWhatWasAsked({ content, identity }: Measures, configuration: Configuration): FindingCode[] {
  const { duplicate, blockList, content: bounds, notAPhoto } = configuration;
  const beyond: FindingCode[] = [];
  if (identity) {
    const { sawFace, searchPercent, othersPercent, ownPercent, hasEarlierFace, blocked } = identity;
    if (sawFace && othersPercent === null && duplicate.reviewPercent < searchPercent)
      beyond.push('FACE_TAKEN');
    if (sawFace && hasEarlierFace && ownPercent === null && duplicate.sameRiderPercent < searchPercent)
      beyond.push('FACE_CHANGED');
    if (
      blockList.enabled &&
      (blocked === 'off' || (blocked.sawFace && blockList.percent < blocked.searchPercent))
    )
      beyond.push('FACE_BLOCKED');
  }
  if (content) {
    const { leastConfidence } = content;
    if (Math.min(bounds.reject.confidence, bounds.review.confidence) < leastConfidence)
      beyond.push('CONTENT');
    if (notAPhoto.enabled && notAPhoto.confidence < leastConfidence) beyond.push('NOT_A_PHOTO');
  }
  return beyond;
}

/** The rules ask whose face it is; of the best match no more is kept than that it is somebody else's. */
const SELF = 'self';

function matchesOf(sawFace: boolean, percent: number | null): FaceMatch[] | null {
  if (!sawFace) return null;
  return percent === null ? [] : [{ faceId: '', riderId: 'other', similarityPercent: percent }];
}

function blockedMatches({ blocked }: IdentityMeasures, { blockList }: Configuration) {
  return blocked === 'off' || !blockList.enabled ? 'off' : matchesOf(blocked.sawFace, blocked.bestPercent);
}

function hasFailed(findings: readonly Finding[]): boolean {
  return findings.some(({ status }) => status === 'failed');
}
