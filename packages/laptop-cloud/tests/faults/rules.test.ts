import fc from 'fast-check';
import { createFaults } from '../../src/faults/faults.ts';
import { formatFaultFlag, parseFaultFlag } from '../../src/faults/flag.ts';
import { FAULT_ACTIONS, type FaultRule, FaultRuleError, parseFaultRules } from '../../src/faults/rule.ts';

describe('the flag form of a fault rule', () => {
  it('reads a state, a range and an error', () => {
    expect(parseFaultFlag('state=DetectFace,nth=1-2,do=error,error=ThrottlingException')).toEqual({
      state: 'DetectFace',
      nth: [{ from: 1, to: 2 }],
      do: 'error',
      error: 'ThrottlingException',
    });
  });

  it.each([
    ['state', '"state" is not of the form name=value'],
    ['state=A,state=B,do=drop', 'state is given twice'],
    ['step=A,do=drop', 'unknown part step'],
    ['state=A,do=explode', 'do must be one of error, delay, timeout, crash, duplicate, drop'],
    ['do=drop', 'exactly one of state, resource and service says which calls are hit, not none'],
    ['state=A,service=s3,do=drop', 'not state and service'],
    ['state=A,do=delay', 'do=delay needs ms=MILLISECONDS'],
    ['state=A,do=delay,ms=soon', 'ms=soon is not a number'],
    ['state=A,do=drop,ms=3', 'ms means nothing with do=drop'],
    ['state=A,do=crash,error=X', 'error means nothing with do=crash'],
    ['state=A,do=drop,nth=0', 'nth=0 is not a count'],
    ['state=A,do=drop,nth=3-1', 'nth=3-1 is not a count'],
    ['state=A,do=drop,probability=2', 'probability'],
    ['state=A,do=drop,seed=2', 'seed needs probability'],
    ['', 'is not of the form name=value'],
  ])('refuses "%s" and names the bad part', (flag, message) => {
    expect(() => parseFaultFlag(flag)).toThrow(FaultRuleError);
    expect(() => parseFaultFlag(flag)).toThrow(message);
  });

  it('reads back every rule it writes', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme-ascii' }).filter((value) => !value.includes('\\'));
    const rule = fc
      .record({
        selector: fc.constantFrom('state', 'resource', 'service'),
        name: text,
        nth: fc.option(
          fc.tuple(fc.integer({ min: 1, max: 50 }), fc.constantFrom(0, 3, Number.POSITIVE_INFINITY)),
          { nil: undefined },
        ),
        action: fc.constantFrom(...FAULT_ACTIONS),
        error: text,
        ms: fc.nat(),
      })
      .map(({ selector, name, nth, action, error, ms }) => ({
        [selector]: name,
        ...(nth ? { nth: [{ from: nth[0], to: nth[0] + nth[1] }] } : {}),
        do: action,
        ...(action === 'error' ? { error } : {}),
        ...(action === 'delay' ? { ms } : {}),
      }));
    fc.assert(fc.property(rule, (value) => expect(parseFaultFlag(formatFaultFlag(value))).toEqual(value)));
  });
});

describe('a rule file', () => {
  it('names the rule whose part is unknown', () => {
    expect(() =>
      parseFaultRules([
        { state: 'A', do: 'drop' },
        { state: 'B', do: 'drop', times: 2 },
      ]),
    ).toThrow('fault rule 2: unknown part times');
  });

  it('reads one rule or a list', () => {
    expect(parseFaultRules({ service: 's3', do: 'drop', nth: 2 })).toEqual([
      { service: 's3', do: 'drop', nth: [{ from: 2, to: 2 }] },
    ]);
  });
});

describe('matching', () => {
  const hits = (rule: FaultRule, calls: { state?: string; resource?: string; service?: string }[]) => {
    const faults = createFaults([rule]);
    return calls.map((call) => faults.take(call) !== undefined);
  };
  const times = (count: number, state: string) => Array.from({ length: count }, () => ({ state }));

  it('hits only the calls in its range, counting only the calls it picks', () => {
    const rule = parseFaultFlag('state=A,nth=2-3,do=drop');
    expect(
      hits(rule, [{ state: 'A' }, { state: 'B' }, { state: 'A' }, { state: 'A' }, { state: 'A' }]),
    ).toEqual([false, false, true, true, false]);
  });

  it('hits every call from a number on when the range is open', () => {
    expect(hits(parseFaultFlag('state=A,nth=2-,do=drop'), times(4, 'A'))).toEqual([false, true, true, true]);
  });

  it('takes a star for any text and everything else literally', () => {
    const rule = parseFaultFlag('resource=arn:aws:states:::dynamodb:*,do=drop');
    expect(hits(rule, [{ resource: 'arn:aws:states:::dynamodb:putItem' }])).toEqual([true]);
    expect(hits(rule, [{ resource: 'arn:aws:states:::sns:publish' }, { state: 'dynamodb' }])).toEqual([
      false,
      false,
    ]);
    expect(hits(parseFaultFlag('state=A.C,do=drop'), [{ state: 'ABC' }, { state: 'A.C' }])).toEqual([
      false,
      true,
    ]);
  });

  it('picks a whole service or one operation of it', () => {
    const calls = [
      { service: 'rekognition:DetectFaces' },
      { service: 'rekognition:IndexFaces' },
      { service: 's3:GetObject' },
    ];
    expect(hits(parseFaultFlag('service=rekognition,do=drop'), calls)).toEqual([true, true, false]);
    expect(hits(parseFaultFlag('service=rekognition:DetectFaces,do=drop'), calls)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('hits the same calls again with the same seed, about as often as the probability says', () => {
    const rule = parseFaultFlag('state=A,probability=0.3,seed=7,do=drop');
    const first = hits(rule, times(1000, 'A'));
    const share = first.filter(Boolean).length / 1000;
    expect(hits(rule, times(1000, 'A'))).toEqual(first);
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.35);
  });

  it('gives the first of two rules that hit, while both go on counting', () => {
    const faults = createFaults([
      parseFaultFlag('state=A,nth=1,do=drop'),
      parseFaultFlag('state=*,nth=2,do=timeout'),
    ]);
    expect([1, 2, 3].map(() => faults.take({ state: 'A' })?.do)).toEqual(['drop', 'timeout', undefined]);
  });

  it('counts anew after the rules were replaced', () => {
    const faults = createFaults([parseFaultFlag('state=A,nth=1,do=drop')]);
    faults.take({ state: 'A' });
    faults.replace([parseFaultFlag('state=A,nth=1,do=crash')]);
    expect(faults.take({ state: 'A' })?.do).toBe('crash');
    expect(faults.rules).toHaveLength(1);
  });
});
