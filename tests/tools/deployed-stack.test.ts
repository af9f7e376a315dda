import { deployedStack } from '../../tools/smoke/deployed-stack.ts';

const OUTPUTS = { PhotosBucket: 'b', RidersTable: 't', CheckPhotoArn: 'a', FaceCollection: 'f' };
const pairs = (values: object, kind: string) =>
  Object.entries(values).map(([name, value]) => ({ [`${kind}Key`]: name, [`${kind}Value`]: value }));

function described(stack: { status?: string; outputs?: object; parameters?: object }) {
  const answer = {
    StackStatus: stack.status ?? 'UPDATE_COMPLETE',
    Outputs: pairs(stack.outputs ?? OUTPUTS, 'Output'),
    Parameters: pairs(stack.parameters ?? {}, 'Parameter'),
  };
  const cloudFormation = { send: async () => ({ Stacks: [answer] }) };
  return deployedStack({ cloudFormation } as never, 'rider-photos');
}

it('knows the names of the stack', async () => {
  expect(await described({})).toEqual({ outputs: OUTPUTS, consentVersion: undefined });
});

it.each([
  [{ RequireConsent: 'on', ConsentVersion: '3' }, '3'],
  [{ RequireConsent: 'off', ConsentVersion: '3' }, undefined],
])('with %j a rider must have agreed to %s', async (parameters, expected) => {
  expect((await described({ parameters })).consentVersion).toBe(expected);
});

it.each(['ROLLBACK_COMPLETE', 'CREATE_IN_PROGRESS', 'DELETE_FAILED'])(
  'refuses a stack that is %s',
  async (status) => {
    await expect(described({ status })).rejects.toThrow(`rider-photos is ${status}`);
  },
);

it('takes a stack that went back to what it was', async () => {
  await expect(described({ status: 'UPDATE_ROLLBACK_COMPLETE' })).resolves.toBeDefined();
});

it('refuses the stack of another application, naming what it lacks', async () => {
  const { FaceCollection: _, ...outputs } = OUTPUTS;
  await expect(described({ outputs })).rejects.toThrow(
    'has no output FaceCollection: is it one of rider photos?',
  );
});
