// Sends a photo: the API gives a form for an id that the page has made, the file goes with it straight into the bucket. Sending the
// same photo again, after whatever broke, uses the same id: it is one photo, however often it is tried.

import { type Api, ApiProblem } from '../../shared/api.ts';
import type { UploadForm, WantedUpload } from '../rider-api.ts';

/** Posts a form and says how much of it is sent, 0 to 1. Resolves with status and text of the answer; rejects when there is none. */
export type PostForm = (
  url: string,
  form: FormData,
  onProgress: (share: number) => void,
  signal: AbortSignal,
) => Promise<{ status: number; text: string }>;

export interface Sending {
  photoId: string;
  file: Blob;
  onProgress(share: number): void;
  signal: AbortSignal;
}

/** Rejects with ApiProblem, or with the AbortError of its signal. */
export async function sendPhoto(
  api: Api,
  post: PostForm,
  { photoId, file, onProgress, signal }: Sending,
): Promise<void> {
  const wanted: WantedUpload = {
    contentType: file.type as WantedUpload['contentType'],
    sha256: await sha256Of(file),
  };
  const { body: upload } = await api.put<UploadForm>(`/v1/photos/${photoId}`, { body: wanted, signal });
  if (!upload) throw new ApiProblem(0, 'our-fault');
  if (file.size > upload.maxBytes) throw new ApiProblem(0, 'file-too-large');
  if (file.size < upload.minBytes) throw new ApiProblem(0, 'file-too-small');
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  // S3 reads nothing behind the file.
  form.append('file', file);
  const answer = await post(upload.url, form, onProgress, signal).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new ApiProblem(0, 'offline');
  });
  if (answer.status >= 300) throw new ApiProblem(answer.status, WORDS[codeOf(answer.text)] ?? 'our-fault');
}

/** Base64: the bucket takes these bytes and no others. */
async function sha256Of(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

const WORDS: Readonly<Record<string, string>> = {
  EntityTooLarge: 'file-too-large',
  EntityTooSmall: 'file-too-small',
  // The form has expired: asking for another one mends it.
  AccessDenied: 'form-expired',
  SlowDown: 'too-many-requests',
};

/** S3 answers in XML. */
const codeOf = (xml: string) => /<Code>(\w+)<\/Code>/.exec(xml)?.[1] ?? '';

/** `fetch` tells nothing of how far it is. */
export const postByXhr: PostForm = (url, form, onProgress, signal) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open('POST', url);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => reject(new TypeError('no answer'));
    request.onabort = () => reject(new DOMException('given up', 'AbortError'));
    request.onloadend = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort);
    request.send(form);
  });
