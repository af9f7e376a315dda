import type { Ticket } from '../../domain/review.ts';
import type { ActContext, Acted } from '../../domain/review-acts.ts';
import { defineRoute } from '../../shared/route.ts';
import { NoteBody, NoteParams } from '../schemas/review.ts';
import { deskOf, perform, photoOf, REVIEW_PROBLEMS } from './desk.ts';

export const putNote = defineRoute({
  route: 'PUT /v1/reviews/{photoId}/notes/{noteId}',
  summary: 'Leave a note for colleagues',
  audience: 'reviewer',
  params: NoteParams,
  body: NoteBody,
  answers: { 204: null },
  problems: { 403: REVIEW_PROBLEMS[403], 404: ['not-found'], 409: ['note-exists', 'busy'] },
  run: async ({ params, body, ...request }) => {
    const desk = await deskOf(request);
    await perform(desk, () => photoOf(desk, params.photoId), {
      run: (ticket, context) => withNote(ticket, params.noteId, body.text, context),
      audit: { act: 'note' },
    });
    return { status: 204 };
  },
});

/** A note is written once: the same again changes nothing, another under its id is refused. */
function withNote(ticket: Ticket, noteId: string, text: string, { reviewer, now }: ActContext): Acted {
  const { sub: by, name } = reviewer;
  const there = Object.hasOwn(ticket.notes, noteId) ? ticket.notes[noteId] : undefined;
  if (there) return there.by === by && there.text === text ? { ticket } : { refused: 'note-exists' };
  const note = { by, name, text, at: now.toISOString() };
  return { ticket: { ...ticket, notes: { ...ticket.notes, [noteId]: note } } };
}
