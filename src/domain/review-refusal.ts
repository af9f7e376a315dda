// Why a reviewer's act is refused. Each is a type of problem that pages go by.

export const REVIEW_REFUSALS = {
  'review-decided': { status: 410, title: 'This photo is decided' },
  'review-expired': { status: 410, title: 'The time for this review is over' },
  'own-photo': { status: 403, title: 'Nobody reviews a photo of their own' },
  'answered-before': {
    status: 403,
    title: 'Somebody else has to answer this appeal: you gave the first answer',
  },
  'for-leads': { status: 403, title: 'This photo is for the leads' },
  'for-colleague': { status: 409, title: 'This photo was handed over to somebody else' },
  'no-seat': { status: 409, title: 'Others have taken this photo' },
  'claim-lost': { status: 409, title: 'You have no claim to this photo any more' },
  'kept-already': { status: 409, title: 'You have kept this photo longer once' },
  'voted-already': { status: 409, title: 'You have answered this photo' },
  'too-late-to-undo': { status: 409, title: 'The answer is counted: it can no longer be undone' },
  'note-exists': { status: 409, title: 'There is another note under this id' },
  'exposure-limit': { status: 429, title: 'Enough of these pictures for now: take others, or a break' },
} as const satisfies Record<string, { status: number; title: string }>;
export type ReviewRefusal = keyof typeof REVIEW_REFUSALS;
