// Names as a person types them, and as files, types and functions have them.

import { UsageError } from '../usage-error.ts';

/** `ResizePhoto` -> `resize-photo` */
export function kebab(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

/** `resize-photo`, `resize photo` or `resizePhoto` -> `ResizePhoto`; empty where there is no letter to begin with. */
export function pascal(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .replace(/^\d+/, '');
}

/** `AddPermission` -> `addPermission` */
export function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Throws UsageError with the nearest good name where a name does not fit. */
export function checkName(name: string, pattern: RegExp, wanted: string, better: string): void {
  if (pattern.test(name)) return;
  const hint = pattern.test(better) ? ` Did you mean ${better}?` : '';
  throw new UsageError([`"${name}" does not do: ${wanted}.${hint}`]);
}
