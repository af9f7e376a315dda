// The histories of executions that come to few lines lie together, in files of a few megabytes: to make a file takes longer than all
// that such an execution writes. A line is one burst of one execution. One that goes on for long gets a file of its own, into which
// what it has here is copied, and a line says so: after a crash only the last two files are looked at.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { appendWhole } from '../append-whole.ts';
import { bytesAt, eachLine } from '../each-line.ts';
import { cutTornLine } from '../json-lines.ts';
import { PassingMap } from '../passing-map.ts';

/** Where a burst lies: the number of its file, and its line in there. */
export type Burst = readonly [file: number, offset: number, bytes: number];

/** Where the history of an execution is written. */
export interface HistoryPlace {
  readonly arn: string;
  /** Its own file. */
  readonly file: string;
  /** What it has in shared files; undefined once it has a file of its own. */
  bursts: Burst[] | undefined;
  /** Whether its record names the bursts, so that no more may be added. */
  isTold: boolean;
}

/** A new file is begun when one has become so large. */
const FILE_BYTES = 4 * 2 ** 20;
/** So many bursts an execution has here at most: each is named in its record. */
const MOST_BURSTS = 32;
/** So long after another file was begun those that are still under way get their own, so many in one turn of the event loop. */
const MOVED_AFTER_MS = 1000;
const MOVED_AT_ONCE = 20;

export class SharedHistories {
  readonly #folder: string;
  #number: number;
  #bytes: number;
  #descriptor: number | undefined;
  /** Under way here, those that began first ahead. */
  readonly #underWay = new PassingMap<HistoryPlace, HistoryPlace>();
  #mover: NodeJS.Timeout | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    rmSync(this.#copy, { force: true });
    this.#number = Math.max(1, ...this.#numbers());
    cutTornLine(this.#fileOf(this.#number));
    this.#bytes = sizeOf(this.#fileOf(this.#number));
  }

  /** Whether what comes next belongs into its own file. */
  isFull({ bursts, isTold }: HistoryPlace): boolean {
    return isTold || (bursts?.length ?? 0) >= MOST_BURSTS;
  }

  /** Adds a burst of each, JSON texts without line ends. Throws the system's error, nothing added. */
  append(bursts: readonly (readonly [HistoryPlace, string])[]): void {
    let lines = '';
    const sizes: number[] = [];
    for (const [{ arn }, text] of bursts) {
      const line = `${beginningOf(arn)}${text}}\n`;
      sizes.push(Buffer.byteLength(line));
      lines += line;
    }
    this.#write(lines);
    let offset = this.#bytes;
    for (const [at, [place]] of bursts.entries()) {
      const bytes = sizes[at]!;
      place.bursts?.push([this.#number, offset, bytes - 1]);
      offset += bytes;
      this.#underWay.set(place, place);
    }
    this.#bytes = offset;
  }

  /** The texts of bursts; no JSON where something else lies. Throws the system's error. */
  read(arn: string, bursts: readonly Burst[]): string[] {
    return this.#bytesOf(arn, bursts).map(String);
  }

  /** The same as they lie, so that what is only copied is made no text of. */
  #bytesOf(arn: string, bursts: readonly Burst[]): Buffer[] {
    const descriptors = new Map<number, number>();
    const beginning = Buffer.from(beginningOf(arn));
    try {
      return bursts.map(([number, offset, bytes]) => {
        const descriptor = descriptors.get(number) ?? openSync(this.#fileOf(number), 'r');
        descriptors.set(number, descriptor);
        const line = bytesAt(descriptor, { offset, bytes });
        const isWhole = line.subarray(0, beginning.length).equals(beginning);
        return isWhole ? line.subarray(beginning.length, -1) : DAMAGED;
      });
    } finally {
      for (const descriptor of descriptors.values()) closeSync(descriptor);
    }
  }

  /** Nothing more comes of it, and its record names its bursts. */
  settle(place: HistoryPlace): void {
    this.#underWay.delete(place);
  }

  /** Gives each its own file. Between two bursts of these only. Throws the system's error; what is moved by then is moved. */
  move(places: readonly HistoryPlace[]): void {
    const moved: HistoryPlace[] = [];
    try {
      for (const place of places) {
        if (!place.bursts) continue;
        this.#replace(place.file, this.#bytesOf(place.arn, place.bursts));
        moved.push(place);
      }
    } finally {
      this.#tellMoved(moved.map(({ arn }) => arn));
      for (const place of moved) {
        place.bursts = undefined;
        place.isTold = false;
        this.#underWay.delete(place);
      }
    }
  }

  /** Between two bursts: begins another file when this one is large enough. */
  endBurst(): void {
    if (this.#bytes < FILE_BYTES) return;
    try {
      this.move(this.#before(this.#number));
    } catch {
      // A full disk: the end of the next burst tries it again.
      return;
    }
    this.#close();
    this.#number += 1;
    this.#bytes = 0;
    this.#moveLater(MOVED_AFTER_MS);
  }

  /** Gives each of these, which an earlier process has left under way, its own file if what it has lies in here. */
  recover(places: ReadonlyMap<string, Pick<HistoryPlace, 'file' | 'bursts'>>): void {
    const left = new Map<string, Buffer[]>();
    for (const number of this.#numbers().filter((each) => each >= this.#number - 1))
      for (const { text } of eachLine(this.#fileOf(number), 0)) {
        for (const arn of movedIn(text)) left.delete(arn);
        const arn = OWNER.exec(text)?.[1];
        if (arn === undefined || !places.has(arn)) continue;
        const texts = left.get(arn) ?? [];
        texts.push(textIn(arn, text));
        left.set(arn, texts);
      }
    // One that was redriven may not have written since.
    for (const [arn, { file, bursts }] of places)
      if (bursts && !left.has(arn) && !existsSync(file)) left.set(arn, this.#bytesOf(arn, bursts));
    for (const [arn, texts] of left) this.#replace(places.get(arn)!.file, texts);
    this.#tellMoved([...left.keys()]);
  }

  /** Gives each that is under way its own file, so that the next start finds nothing to do. */
  close(): void {
    clearTimeout(this.#mover);
    try {
      this.move([...this.#underWay.values()]);
    } catch {
      // A full disk: the next start does it.
    }
    this.#close();
  }

  /** Removes the files that none of these numbers names; to be called before anything is appended. */
  keepOnly(numbers: ReadonlySet<number>): void {
    for (const number of this.#numbers())
      if (!numbers.has(number) && number !== this.#number) rmSync(this.#fileOf(number));
  }

  /** Of all files. */
  get bytes(): number {
    return this.#numbers().reduce((sum, number) => sum + sizeOf(this.#fileOf(number)), 0);
  }

  /** Piece by piece, so that thousands that wait hold up nobody. Most end before. */
  #moveLater(ms: number): void {
    clearTimeout(this.#mover);
    this.#mover = setTimeout(() => {
      const next = this.#before(this.#number).slice(0, MOVED_AT_ONCE);
      try {
        this.move(next);
      } catch {
        // A full disk: the end of the next file tries it again.
        return;
      }
      if (next.length > 0) this.#moveLater(0);
    }, ms).unref();
  }

  /** Those under way that began in an earlier file. */
  #before(number: number): HistoryPlace[] {
    const found: HistoryPlace[] = [];
    for (const place of this.#underWay.values()) {
      if ((place.bursts?.[0]?.[0] ?? number) >= number) break;
      found.push(place);
    }
    return found;
  }

  #replace(file: string, texts: readonly Buffer[]): void {
    // One name for all, so that nobody has to look for what a process that was killed has left.
    writeFileSync(this.#copy, Buffer.concat(texts.flatMap((text) => [text, LINE_END])));
    renameSync(this.#copy, file);
  }

  #tellMoved(arns: readonly string[]): void {
    if (arns.length === 0) return;
    const line = `${JSON.stringify({ moved: arns })}\n`;
    this.#write(line);
    this.#bytes += Buffer.byteLength(line);
  }

  #write(text: string): void {
    this.#descriptor ??= openSync(this.#fileOf(this.#number), 'a');
    appendWhole(this.#descriptor, text);
  }

  #close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #numbers(): number[] {
    return readdirSync(this.#folder)
      .map((name) => Number.parseInt(name, 10))
      .filter(Number.isInteger)
      .sort((a, b) => a - b);
  }

  #fileOf(number: number): string {
    return join(this.#folder, `${number}.jsonl`);
  }

  get #copy(): string {
    return join(this.#folder, 'history.new');
  }
}

/** Stands for a line that is not what was written: whoever goes on from it is to know that there was one. */
const DAMAGED = Buffer.from('damaged');
const LINE_END = Buffer.from('\n');

const OWNER = /^\{"of":"([^"]*)","burst":/;

function movedIn(line: string): string[] {
  if (!line.startsWith('{"moved":')) return [];
  try {
    return (JSON.parse(line) as { moved: string[] }).moved;
  } catch {
    // Damaged: what was moved is moved again, to what it was.
    return [];
  }
}

function beginningOf(arn: string): string {
  return `{"of":${JSON.stringify(arn)},"burst":`;
}

function textIn(arn: string, line: string): Buffer {
  const beginning = beginningOf(arn);
  return line.startsWith(beginning) ? Buffer.from(line.slice(beginning.length, -1)) : DAMAGED;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
