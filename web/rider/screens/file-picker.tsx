// A button that opens the device's own choice of photos: library, files, or its camera app.

import { useRef, useState } from 'preact/hooks';
import { usePage } from '../page.ts';

/** JPEG first: then Safari hands over what iPhones save as HEIC in it. */
const ACCEPTED = 'image/jpeg,image/png,image/webp,image/avif';

export function FilePicker({
  onPicture,
  onTrouble,
}: {
  onPicture(picture: Blob): void;
  onTrouble(sentence: string): void;
}) {
  const { texts } = usePage();
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);

  async function choose() {
    const [file] = input.current?.files ?? [];
    if (!file) return;
    setBusy(true);
    const { prepareFile } = await import('../upload/prepare-file.ts');
    const prepared = await prepareFile(file).finally(() => setBusy(false));
    // The same file may be chosen again.
    if (input.current) input.current.value = '';
    if (typeof prepared === 'string') onTrouble(texts.preview[prepared]);
    else onPicture(prepared);
  }

  return (
    <>
      <button type="button" class="button first" disabled={isBusy} onClick={() => input.current?.click()}>
        {texts.how.file}
      </button>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        hidden
        aria-label={texts.how.file}
        onChange={() => void choose()}
      />
    </>
  );
}
