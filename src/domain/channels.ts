/** Ways to tell a rider about an answer. */
export const CHANNELS = ['push', 'mail', 'text'] as const;
export type Channel = (typeof CHANNELS)[number];
