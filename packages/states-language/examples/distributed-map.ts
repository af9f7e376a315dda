// A distributed Map reads its items from a file in S3, which the host provides, and runs each batch as a child execution.
import { parseStateMachine, runStateMachine, virtualClock } from 'states-language';
import { executionOf, START } from './execution.ts';

const machine = parseStateMachine({
  StartAt: 'EachBatch',
  States: {
    EachBatch: {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
        Parameters: { Bucket: 'shelf', Key: 'cities.csv' },
      },
      ItemBatcher: { MaxItemsPerBatch: 2 },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Names',
        States: { Names: { Type: 'Pass', InputPath: '$.Items[*].city', End: true } },
      },
      End: true,
    },
  },
});
const outcome = await runStateMachine(machine, executionOf('cities', {}), {
  clock: virtualClock(START),
  invoke: async ({ input }) => input,
  objects: {
    getObject: async () => 'city,country\nOslo,NO\nLima,PE\nBonn,DE\n',
    listObjects: async () => [],
    putObject: async () => {},
  },
  child: (execution) => {
    console.log('child', JSON.stringify(execution.input));
    return {};
  },
  mapRun: ({ status, itemCounts }) =>
    console.log(`map run ${status}: ${itemCounts.succeeded} of ${itemCounts.total}`),
});
console.log(JSON.stringify(outcome));

// Prints:
// map run RUNNING: 0 of 0
// child {"Items":[{"country":"NO","city":"Oslo"},{"country":"PE","city":"Lima"}]}
// child {"Items":[{"country":"DE","city":"Bonn"}]}
// map run SUCCEEDED: 3 of 3
// {"status":"SUCCEEDED","output":[["Oslo","Lima"],["Bonn"]]}
