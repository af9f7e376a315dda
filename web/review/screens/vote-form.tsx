// Why a photo is not approved: a word is needed, and the reasons of the rules are one press away.

import { useEffect, useRef } from 'preact/hooks';
import { useDesk } from '../desk.ts';

interface Given {
  decision: 'retake' | 'reject';
  reason: string;
  /** Of what the rules could not decide. */
  titles: string[];
  onReason(reason: string): void;
  onSend(reason: string): void;
  onCancel(): void;
}

export function VoteForm({ decision, reason, titles, onReason, onSend, onCancel }: Given) {
  const { texts } = useDesk();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim()) onSend(reason.trim());
      }}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onCancel();
      }}
    >
      <label for="reason" class="above">
        {texts.decisions[decision]}: {texts.vote.reason}
      </label>
      <input
        id="reason"
        ref={field}
        required
        maxLength={500}
        list="reasons"
        value={reason}
        autocomplete="off"
        onInput={({ currentTarget }) => onReason(currentTarget.value)}
      />
      <datalist id="reasons">
        {titles.map((title) => (
          <option key={title} value={title} />
        ))}
      </datalist>
      <div class="acts">
        {titles.map((title) => (
          <button key={title} type="button" onClick={() => onReason(title)}>
            {title}
          </button>
        ))}
      </div>
      <div class="acts">
        <button type="submit" class="first">
          {texts.vote.send}
        </button>
        <button type="button" onClick={onCancel}>
          {texts.vote.cancel}
        </button>
      </div>
    </form>
  );
}
