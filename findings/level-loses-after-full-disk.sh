#!/bin/sh
# classic-level 3.0.0 (LevelDB): a write that the disk takes a part of is refused, as it should be. Those after it are answered as
# written, also with `sync: true`, and read back, until the database is opened again: then they are gone, without a word. The part
# stays in the log, and whoever reads the log leaves out what follows it in its block of 32 KB. Here a limit of the size of files
# stands for the full disk (prlimit of util-linux, no rights needed). Prints what is there; exits non-zero when that has changed.
set -eu
if ! command -v prlimit >/dev/null; then echo 'SKIPPED: no prlimit here'; exit 0; fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund classic-level@3.0.0
cat > try.cjs <<'JS'
const { execFileSync } = require('node:child_process');
const { readdirSync, statSync } = require('node:fs');
const { ClassicLevel } = require('classic-level');
// Otherwise the system ends the process in place of refusing the write.
process.on('SIGXFSZ', () => undefined);
const limitFiles = (bytes) => execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]);
const open = async () => {
  const db = new ClassicLevel('db');
  await db.open();
  return db;
};
const count = async (db, name) => (await db.keys({ gte: name, lt: `${name}~` }).all()).length;
(async () => {
  let db = await open();
  for (let at = 0; at < 10; at += 1) await db.put(`before-${at}`, 'x'.repeat(100), { sync: true });
  const log = `db/${readdirSync('db').find((name) => name.endsWith('.log'))}`;
  const wholeBytes = statSync(log).size;
  limitFiles(wholeBytes + 2500);
  const refused = await db.put('refused', 'y'.repeat(5000), { sync: true }).then(() => undefined, (error) => error);
  limitFiles('unlimited');
  console.log(`classic-level ${require('classic-level/package.json').version}: a write is refused with ${refused?.code}`);
  console.log(`  the log grew from ${wholeBytes} to ${statSync(log).size} bytes all the same`);
  for (let at = 0; at < 100; at += 1) await db.put(`after-${at}`, 'z'.repeat(100), { sync: true });
  const answered = await count(db, 'after-');
  console.log(`  100 writes after it are answered as written, with sync; ${answered} are read back`);
  await db.close();
  db = await open();
  const [before, after] = [await count(db, 'before-'), await count(db, 'after-')];
  await db.close();
  console.log(`  opened again: ${before} of the 10 before it are there, ${after} of the 100 after it`);
  process.exit(refused?.code === 'LEVEL_IO_ERROR' && answered === 100 && before === 10 && after === 0 ? 0 : 1);
})();
JS
node try.cjs
