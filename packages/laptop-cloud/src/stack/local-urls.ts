// URLs of AWS that a template puts together of names (`https://${Api}.execute-api...`): here they lead to the laptop.

import type { ResourceTypes, StackContext } from './resource.ts';

/** Exchanges, in any value without intrinsics, what the present resources say of their URLs. */
export function localUrls(
  resources: readonly { type: string; physicalName: string }[],
  types: ResourceTypes,
  context: StackContext,
): (value: unknown) => unknown {
  const urls = resources.flatMap(({ type, physicalName }) =>
    Object.entries(types[type]?.localUrls?.(physicalName, context) ?? {}),
  );
  if (urls.length === 0) return (value) => value;
  const exchange = (value: unknown): unknown => {
    if (typeof value === 'string') return urls.reduce((text, [from, to]) => text.replaceAll(from, to), value);
    if (Array.isArray(value)) return value.map(exchange);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, exchange(item)]));
  };
  return exchange;
}
