// Loaded into the laptop's own process before anything else: passes on how long the models took for each question, and
// answers how much memory the process holds. Plain JavaScript, which any Node can load.
import { subscribe } from 'node:diagnostics_channel';

subscribe('rider-photos:vision', (span) => process.send?.({ span }));
process.on('message', () => process.send?.({ rssBytes: process.memoryUsage.rss() }));
// The laptop ends when it is done, not when the benchmark has nothing more to ask.
process.channel?.unref();
