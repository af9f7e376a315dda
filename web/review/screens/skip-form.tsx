// Why a photo is skipped: one of a few reasons, as they are counted.

import { useDesk } from '../desk.ts';
import type { Texts } from '../texts.en.ts';

type Reason = keyof Texts['skips']['reasons'];

export function SkipForm({ onSkip, onCancel }: { onSkip(reason: Reason): void; onCancel(): void }) {
  const { texts } = useDesk();
  return (
    <fieldset>
      <legend>{texts.skips.heading}</legend>
      <div class="acts">
        {(Object.keys(texts.skips.reasons) as Reason[]).map((reason) => (
          <button key={reason} type="button" onClick={() => onSkip(reason)}>
            {texts.skips.reasons[reason]}
          </button>
        ))}
        <button type="button" onClick={onCancel}>
          {texts.vote.cancel}
        </button>
      </div>
    </fieldset>
  );
}
