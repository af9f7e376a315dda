// Keys where S3 encodes them, in notifications and in lists.

/** As a form encodes text, `red+flower%283%29.jpg`, slashes as they are. */
export function encodedKey(key: string): string {
  // Most need nothing.
  if (/^[\w.*/-]*$/.test(key)) return key;
  return new URLSearchParams([['', key]]).toString().slice(1).replaceAll('%2F', '/');
}
