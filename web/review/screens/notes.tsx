// What colleagues tell each other of a photo, and handing it to one of them.

import { useState } from 'preact/hooks';
import type { Reply } from '../../shared/api.ts';
import { writeTime } from '../../shared/language.ts';
import { useDesk } from '../desk.ts';
import { pathOf, type Ticket } from '../review-api.ts';

interface Given {
  ticket: Ticket;
  canAdd: boolean;
  act(run: () => Promise<Reply<Ticket>>): Promise<boolean>;
}

export function Notes({ ticket, canAdd, act }: Given) {
  const { api, texts, language } = useDesk();
  const [text, setText] = useState('');

  async function add(event: Event) {
    event.preventDefault();
    const path = pathOf(ticket.photoId, `/notes/${crypto.randomUUID()}`);
    const isWritten = await act(async () => {
      await api.put(path, { body: { text: text.trim() } });
      // Among those of others.
      return api.get<Ticket>(pathOf(ticket.photoId));
    });
    if (isWritten) setText('');
  }

  if (!canAdd && ticket.notes.length === 0) return null;
  return (
    <>
      <h2>{texts.ticket.notes}</h2>
      <ul class="plain">
        {ticket.notes.map(({ noteId, name, at, text: words }) => (
          <li key={noteId}>
            <span class="soft">
              {name}, {writeTime(language, at)}
            </span>
            <br />
            {words}
          </li>
        ))}
      </ul>
      {canAdd && (
        <form class="acts" onSubmit={(event) => void add(event)}>
          <label>
            {texts.ticket.note}
            <input
              required
              maxLength={500}
              value={text}
              onInput={({ currentTarget }) => setText(currentTarget.value)}
            />
          </label>
          <button type="submit">{texts.ticket.addNote}</button>
        </form>
      )}
    </>
  );
}

export type HandOverTo = { to: 'leads' } | { to: 'colleague'; name: string };

export function HandOver({ onHandOver, onCancel }: { onHandOver(to: HandOverTo): void; onCancel(): void }) {
  const { texts } = useDesk();
  const [name, setName] = useState('');
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) onHandOver({ to: 'colleague', name: name.trim() });
      }}
    >
      <div class="acts">
        <button type="button" onClick={() => onHandOver({ to: 'leads' })}>
          {texts.ticket.toLeads}
        </button>
      </div>
      <label>
        {texts.ticket.colleague}
        <input
          required
          maxLength={128}
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <div class="acts">
        <button type="submit">{texts.ticket.toColleague}</button>
        <button type="button" onClick={onCancel}>
          {texts.vote.cancel}
        </button>
      </div>
    </form>
  );
}
