// Camera or file: both ways are equal, and the whole course is told before the camera opens.

import { useState } from 'preact/hooks';
import { writeTime } from '../../shared/language.ts';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { usePage } from '../page.ts';
import { hashOf } from '../routes.ts';
import { FilePicker } from './file-picker.tsx';

export function HowScreen({ onPicture }: { onPicture(picture: Blob): void }) {
  const { me, texts, language } = usePage();
  const [trouble, setTrouble] = useState<string>();
  const { attemptsLeft, attemptsAgainAt } = me!;
  return (
    <>
      <ScreenHeading>{texts.how.heading}</ScreenHeading>
      <p>{texts.how.course}</p>
      {attemptsLeft <= 0 && attemptsAgainAt ? (
        <p class="note">{texts.how.noAttempts(writeTime(language, attemptsAgainAt))}</p>
      ) : (
        <>
          <p>{texts.how.text}</p>
          <div class="acts">
            <a class="button first" href={hashOf({ screen: 'camera' })}>
              {texts.how.camera}
            </a>
            <FilePicker onPicture={onPicture} onTrouble={setTrouble} />
          </div>
          {attemptsLeft <= 3 && <p class="soft">{texts.how.attemptsLeft(attemptsLeft)}</p>}
        </>
      )}
      {trouble && (
        <p class="note bad" role="alert">
          {trouble}
        </p>
      )}
    </>
  );
}
