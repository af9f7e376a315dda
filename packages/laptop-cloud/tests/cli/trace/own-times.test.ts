import { findTraces } from '../../../src/cli/trace/find-traces.ts';
import { ownTimes } from '../../../src/cli/trace/own-times.ts';
import type { SegmentDocument } from '../../../src/services/xray/segment.ts';
import type { Trace } from '../../../src/services/xray/trace-store.ts';

const ID = '1-6b0176e4-b98271af72377a8f1e82e0ea';
const ARN = 'arn:aws:states:us-east-1:000000000000:execution:CheckPhoto:first-photo';

function aTrace(segments: Omit<SegmentDocument, 'trace_id'>[], id = ID): Trace {
  const all = segments.map((segment) => ({ ...segment, trace_id: id }));
  return { id, startTime: 0, durationSeconds: 10, segments: all };
}

const MACHINE = {
  id: 'machine',
  name: 'CheckPhoto',
  origin: 'AWS::StepFunctions::StateMachine',
  start_time: 0,
  end_time: 10,
  aws: { execution_arn: ARN },
};

it('counts for each part the time in which nothing below it was at work, longest first', () => {
  const trace = aTrace([
    {
      ...MACHINE,
      // Two branches that overlap from 2 to 4.
      subsegments: [
        { id: 'one', name: 'FindDuplicate', start_time: 1, end_time: 4 },
        { id: 'other', name: 'ModeratePhoto', start_time: 2, end_time: 8 },
      ],
    },
    { id: 'lambda', parent_id: 'other', name: 'F', origin: 'AWS::Lambda', start_time: 2.5, end_time: 8 },
    {
      id: 'call',
      parent_id: 'lambda',
      name: 'Rekognition',
      aws: { operation: 'DetectModerationLabels' },
      start_time: 3,
      end_time: 8,
    },
  ]);

  expect(ownTimes(trace)).toEqual([
    { place: 'ModeratePhoto > Rekognition DetectModerationLabels', seconds: 5 },
    { place: 'between the tasks (state machine)', seconds: 3 },
    { place: 'FindDuplicate', seconds: 3 },
    { place: 'ModeratePhoto', seconds: 0.5 },
    { place: 'ModeratePhoto > before and after the function (service)', seconds: 0.5 },
  ]);
});

it('never counts less than nothing, even where clocks of processes differ', () => {
  const trace = aTrace([
    { ...MACHINE, subsegments: [{ id: 'early', name: 'Early', start_time: -1, end_time: 11 }] },
  ]);

  expect(ownTimes(trace).map(({ seconds }) => seconds)).toEqual([12, 0]);
});

it.each([
  ['the trace id', ID],
  ['the ARN', ARN],
  ['the name', 'first-photo'],
  ['the beginning of the name', 'first'],
])('finds the trace of an execution by %s', (_, target) => {
  const second = { ...MACHINE, aws: { execution_arn: ARN.replace('first-photo', 'second') } };
  const other = aTrace([second], ID.replace('e0ea', 'ffff'));

  expect(findTraces([other, aTrace([MACHINE])], target).map(({ id }) => id)).toEqual([ID]);
});

it('prefers a name to the beginning of another', () => {
  const longer = { ...MACHINE, aws: { execution_arn: `${ARN}-again` } };

  const found = findTraces([aTrace([longer], ID.replace('e0ea', 'ffff')), aTrace([MACHINE])], 'first-photo');

  expect(found.map(({ id }) => id)).toEqual([ID]);
});
