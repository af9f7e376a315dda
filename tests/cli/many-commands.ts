// Runs command lines one after another in this process, which starts once instead of thirty times: `main` is all that the CLI's own
// program calls. Takes them as a JSON array and prints what each wrote and its exit code. For commands that end before they begin
// anything.

import { main } from 'laptop-cloud/main';

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

process.setMaxListeners(0);
process.stdout.setMaxListeners(0);
const print = process.stdout.write.bind(process.stdout);
const ran: Ran[] = [];
for (const words of JSON.parse(process.argv[2] ?? '') as string[][]) {
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    process[name].write = ((text: string) => {
      written[name] += text;
      return true;
    }) as typeof process.stdout.write;
  ran.push({ code: await main(words), ...written });
}
print(JSON.stringify(ran), () => process.exit());
