// Camera or file: both ways are equal, and the whole course is told before the camera opens.

import { useState } from 'preact/hooks';
import { writeTime } from '../../shared/language.ts';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { usePage, useRider } from '../page.ts';
import { hashOf } from '../routes.ts';
import { FilePicker } from './file-picker.tsx';

export function HowScreen({ onPicture }: { onPicture(picture: Blob): void }) {
  const { texts, language } = usePage();
  const { left, resetsAt } = useRider().me.uploads;
  const [trouble, setTrouble] = useState<string>();
  return (
    <>
      <ScreenHeading>{texts.how.heading}</ScreenHeading>
      <p>{texts.how.course}</p>
      {left <= 0 && resetsAt ? (
        <p class="note">{texts.how.noAttempts(writeTime(language, resetsAt))}</p>
      ) : (
        <>
          <p>{texts.how.text}</p>
          <div class="acts">
            <a class="button first" href={hashOf({ screen: 'camera' })}>
              {texts.how.camera}
            </a>
            <FilePicker onPicture={onPicture} onTrouble={setTrouble} />
          </div>
          {left <= 3 && <p class="soft">{texts.how.attemptsLeft(left)}</p>}
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
