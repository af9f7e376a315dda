import { newTraceId } from '../../../src/services/trace-ids.ts';
import { readSegment } from '../../../src/services/xray/refused-segment.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const DAY = 86_400_000;
const id = '00000000000000aa';
const at = (ms: number, more: object = {}) =>
  JSON.stringify({
    id,
    name: 'own',
    trace_id: newTraceId(ms),
    start_time: ms / 1000,
    end_time: ms / 1000 + 1,
    ...more,
  });

test.each([
  ['now', at(NOW)],
  ['of a month', at(NOW - 30 * DAY + 1_000)],
  ['of a clock that is a little fast', at(NOW + 200_000)],
  ['under way', at(NOW, { end_time: undefined, in_progress: true })],
])('takes a segment %s', (_, text) => {
  expect(readSegment(text, NOW)).toMatchObject({ id, name: 'own' });
});

test.each([
  ['older than thirty days', at(NOW - 31 * DAY), 'InvalidTraceId', id],
  ['of the future', at(NOW + DAY), 'InvalidTraceId', id],
  ['whose trace has no time', at(NOW, { trace_id: 'trace' }), 'InvalidTraceId', id],
  ['that began long before', at(NOW, { start_time: 100 }), 'InvalidStartTime', id],
  ['that begins tomorrow', at(NOW, { start_time: (NOW + DAY) / 1000 }), 'InvalidStartTime', id],
  ['that ends before it begins', at(NOW, { end_time: NOW / 1000 - 1 }), 'InvalidEndTime', id],
  ['that ends tomorrow', at(NOW, { end_time: (NOW + DAY) / 1000 }), 'InvalidEndTime', id],
  ['without an id', at(NOW, { id: undefined }), 'MissingId', undefined],
  ['without a name', at(NOW, { name: undefined }), 'MissingName', id],
  ['that is no JSON', '{', 'ParseError', undefined],
])('answers for a segment %s', (_, text, code, expectedId) => {
  expect(readSegment(text, NOW)).toEqual({
    ...(expectedId === undefined ? {} : { Id: expectedId }),
    ErrorCode: code,
    Message: `Invalid segment. ErrorCode: ${code}`,
  });
});
