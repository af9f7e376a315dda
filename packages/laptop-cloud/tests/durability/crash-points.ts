// A process that is killed between any two changes of its files, or in the middle of a write: the folder is copied at each of these
// moments. Not by timing, so that none is missed. What one call of Node does to many files, a removal of a folder, is taken apart.
import fs from 'node:fs';
import { join, relative } from 'node:path';

export interface Moment {
  /** What was about to happen. */
  what: string;
  /** The folder as it was then. */
  folder: string;
}

type Call = (...values: never[]) => unknown;

// What copies folders takes its parts of `fs` when it is first called, and keeps them: from then on, and for every later suite of this
// process, no stand-in must be among them.
const NOWHERE = join(import.meta.dirname, 'there-is-no-such-folder');
try {
  fs.cpSync(NOWHERE, NOWHERE);
} catch {
  // There is nothing to copy.
}
fs.promises.cp(NOWHERE, NOWHERE).catch(() => undefined);

const real = { ...fs };
const realPromises = { ...fs.promises };

/** Before these, their first value names what they change. */
const CHANGES = ['renameSync', 'unlinkSync', 'mkdirSync', 'truncateSync', 'rmdirSync', 'linkSync'] as const;
const LATER_CHANGES = ['rename', 'unlink', 'mkdir', 'rm', 'truncate'] as const;

/** Copies a folder at each moment of what `work` does in it, from when `begin` is called. */
export class CrashPoints {
  readonly moments: Moment[] = [];
  readonly #folder: string;
  readonly #copies: string;
  readonly #paths = new Map<number, string>();
  readonly #mocks: jest.SpyInstance[] = [];
  #isOn = false;

  constructor(folder: string, copies: string) {
    this.#folder = folder;
    this.#copies = copies;
    for (const name of CHANGES) this.#watch(fs, name, real[name] as Call);
    for (const name of LATER_CHANGES) this.#watch(fs.promises, name, realPromises[name] as Call);
    this.#watchDescriptors();
    this.#watchWrites();
    this.#watchRemovals();
  }

  /** What follows is looked at. */
  begin(): void {
    this.#isOn = true;
  }

  pause(): void {
    this.#isOn = false;
  }

  close(): void {
    for (const mock of this.#mocks) mock.mockRestore();
  }

  #watch(where: object, name: string, call: Call): void {
    this.#replace(where, name, (...values: never[]) => {
      this.#note(name, values[0]);
      return call(...values);
    });
  }

  #replace(where: object, name: string, call: Call): void {
    this.#mocks.push(jest.spyOn(where as never, name as never).mockImplementation(call as never));
  }

  #watchDescriptors(): void {
    this.#replace(fs, 'openSync', ((path: string, flags?: string, mode?: number) => {
      if (flags !== undefined && flags !== 'r') this.#note(`openSync ${flags}`, path as never);
      const descriptor = real.openSync(path, flags ?? 'r', mode);
      this.#paths.set(descriptor, path);
      return descriptor;
    }) as never);
    this.#replace(fs, 'ftruncateSync', ((descriptor: number, length: number) => {
      this.#note('ftruncateSync', this.#paths.get(descriptor) as never);
      real.ftruncateSync(descriptor, length);
    }) as never);
  }

  #watchWrites(): void {
    this.#replace(fs, 'writeSync', ((descriptor: number, data: string | Buffer, ...more: number[]) => {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data.subarray(more[0] ?? 0);
      this.#noteWrite('writeSync', this.#paths.get(descriptor), bytes, false);
      return real.writeSync(descriptor, data as never, ...(more as []));
    }) as never);
    const writeFile =
      (name: string, call: Call) =>
      (...values: never[]) => {
        const [target, data] = values as unknown as [string | number, string | Buffer];
        const isOpen = typeof target === 'number';
        const path = isOpen ? this.#paths.get(target) : target;
        this.#noteWrite(name, path, Buffer.from(data as string), !isOpen);
        return call(...values);
      };
    this.#replace(fs, 'writeFileSync', writeFile('writeFileSync', real.writeFileSync as Call));
    this.#replace(fs.promises, 'writeFile', writeFile('writeFile', realPromises.writeFile as Call));
  }

  /** One file after the other, as the system does it. */
  #watchRemovals(): void {
    this.#replace(fs, 'rmSync', ((path: string, options?: fs.RmOptions) => {
      const isFolder = real.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
      if (isFolder)
        for (const name of real.readdirSync(path, { recursive: true, encoding: 'utf8' })) {
          const inside = join(path, name);
          if (real.statSync(inside).isDirectory()) continue;
          this.#note('rmSync', inside as never);
          real.unlinkSync(inside);
        }
      if (isFolder || real.existsSync(path)) this.#note('rmSync', path as never);
      real.rmSync(path, options);
    }) as never);
  }

  /** Before it, and with half of it written. */
  #noteWrite(name: string, path: string | undefined, bytes: Buffer, isWhole: boolean): void {
    this.#note(name, path as never);
    const copy = this.#note(`half of ${name}`, path as never);
    if (copy === undefined || path === undefined) return;
    const target = join(copy, relative(this.#folder, path));
    if (isWhole) real.writeFileSync(target, '');
    real.appendFileSync(target, bytes.subarray(0, Math.ceil(bytes.length / 2)));
  }

  #note(name: string, path: string | undefined): string | undefined {
    if (!this.#isOn || typeof path !== 'string' || !path.startsWith(this.#folder)) return undefined;
    const what = `${name} ${relative(this.#folder, path)}`;
    const copy = join(this.#copies, String(this.moments.length));
    this.#isOn = false;
    real.cpSync(this.#folder, copy, { recursive: true });
    this.#isOn = true;
    this.moments.push({ what, folder: copy });
    return copy;
  }
}
