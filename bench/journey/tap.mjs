// Loaded into the laptop's own process before anything else: passes on how long the models took for each question, and
// answers how much memory the process holds.
import { subscribe } from 'node:diagnostics_channel';
import { VISION_CHANNEL } from 'local-rekognition';

subscribe(VISION_CHANNEL, (span) => process.send?.({ span }));
process.on('message', () => process.send?.({ rssBytes: process.memoryUsage.rss() }));
// The laptop ends when it is done, not when the benchmark has nothing more to ask.
process.channel?.unref();
