// What a rider reads, but for the advice, which stands beside each check in the table of findings.

/** The answer that a message carries; the advice is put between opening and closing, one line each. */
export const RIDER_MESSAGES = {
  approved: {
    subject: 'Your rider photo is approved',
    opening: 'Thank you! Your photo is approved, and your driver will now recognise you by it.',
    closing: 'Have a good ride.',
  },
  retake: {
    subject: 'Please take your rider photo again',
    opening: 'Almost there! We need one more photo of you:',
    closing: 'Then send us the new photo in the app. Thank you!',
  },
  expired: {
    subject: 'Please send your rider photo again',
    opening: 'We are sorry: we could not finish checking your photo in time. Please take a new one:',
    closing: 'Then send us the new photo in the app. Thank you for your patience!',
  },
  rejected: {
    subject: 'We could not accept your rider photo',
    opening: 'Thank you for your photo. We are sorry that we cannot accept it.',
    closing: 'If you think that this is a mistake, please contact our support team.',
  },
} as const satisfies Record<string, { subject: string; opening: string; closing: string }>;

/** What a rider is reminded of who was asked for another photo and has sent none. */
export const RIDER_REMINDER = {
  subject: 'Your rider photo is still missing',
  opening: 'We are still waiting for your new photo:',
  closing: 'It takes a minute in the app, and then you are ready to ride.',
} as const;

/** Advice for a retake without a reason that may be told. */
export const GENERAL_ADVICE = 'Take a clear photo of your face alone, from the front and in good light.';

/** Advice for the very same file again after a retake was asked for. */
export const SAME_PHOTO_ADVICE = 'This is the photo you have sent before. Take a new one.';
