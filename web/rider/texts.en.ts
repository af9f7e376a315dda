// What the rider page says, in English. The other languages say the same: their shape is this one's.

export const EN = {
  title: 'Your rider photo',
  skip: 'Skip to the content',
  signIn: 'Sign in',
  signOut: 'Sign out',
  back: 'Back',
  close: 'Close',
  again: 'Try again',
  language: 'Language',
  myData: 'My data',
  home: 'My photo',
  offline: 'You are offline. Everything goes on when the connection is back.',
  starting: 'One moment …',
  welcome: {
    heading: 'A photo of you',
    text: 'Your driver recognises you by it. We check it in a few seconds, and tell you if it should be taken again.',
    steps: ['You agree to the check.', 'You take a selfie, or choose a photo.', 'You get the answer here.'],
    signedOut: 'Please sign in to send your photo.',
    signInFailed: 'The sign-in did not work. Please try again.',
    begin: 'Begin',
  },
  consent: {
    heading: 'Before we look at your photo',
    newVersion: 'The text has changed since you agreed. Please read it again.',
    agree: 'I agree',
    notNow: 'Not now',
    given: (when: string) => `You agreed on ${when}.`,
    kept: (file: number, refused: number) =>
      `Your file is kept for ${file} days, the record of a photo that was not accepted for ${refused}.`,
  },
  otherWay: {
    heading: 'Without a face check',
    text: 'You can also have your photo looked at by a person alone. Please write to us:',
    noAddress: 'You can also have your photo looked at by a person alone. Please ask our support team.',
    reconsider: 'Read the text again',
  },
  how: {
    heading: 'Your photo',
    text: 'Both ways are as good as each other.',
    camera: 'Use the camera',
    file: 'Choose a photo',
    course:
      'With the camera: hold it at the height of your eyes and look into it. A sentence tells you what could be better. You take the picture yourself, with the button or after a countdown. Nothing is sent before you have seen it.',
    attemptsLeft: (count: number) =>
      count === 1 ? 'One attempt is left today.' : `${count} attempts are left today.`,
    noAttempts: (when: string) =>
      `You have sent as many photos as we can look at. You can send another one from ${when}.`,
  },
  camera: {
    heading: 'Camera',
    asking: 'Your browser asks whether this page may use the camera. Please allow it.',
    preparing: 'The camera is starting …',
    ready: 'Good. Take the picture.',
    take: 'Take the picture',
    automatic: 'Take it by itself when all is well',
    sounds: 'Sound and vibration when all is well',
    countdown: (seconds: number) => `The picture is taken in ${seconds}.`,
    taken: 'The picture is taken.',
    preview: 'What the camera sees',
    denied: {
      heading: 'The camera is not allowed',
      text: 'You have not allowed the camera for this page, or your device does not. Open the lock or camera sign beside the address, allow the camera and try again; or choose a photo.',
    },
    missing: { heading: 'No camera was found', text: 'Connect a camera and try again, or choose a photo.' },
    busy: {
      heading: 'The camera is busy',
      text: 'Another app seems to use it. Close that app and try again, or choose a photo.',
    },
    insecure: {
      heading: 'The camera needs a secure address',
      text: 'Browsers let pages use the camera only over https. Choose a photo instead.',
    },
  },
  preview: {
    heading: 'Is this photo good?',
    picture: 'Your photo, as it will be sent',
    use: 'Send this photo',
    again: 'Another one',
    withoutPlace: 'Where and when it was taken stays on your device.',
    heic: 'This browser cannot read the photo. On the phone: Settings, Camera, Formats, “Most compatible”; or save the photo as a JPEG.',
    unreadable: 'We could not read this file. Please choose a JPEG, PNG, WebP or AVIF.',
  },
  sending: {
    heading: 'Sending',
    progress: (percent: number) => `${percent} % sent`,
    failed: 'The photo did not arrive.',
    keep: 'Your photo is still here.',
  },
  looking: {
    heading: 'We look at your photo',
    text: 'That takes a few seconds.',
    longer: 'It takes longer than usual. You may close this page: we will write to you.',
    stopped: 'We will write to you as soon as there is an answer.',
  },
  approved: {
    heading: 'Your photo is approved',
    text: 'Your driver will now recognise you by it. Have a good ride.',
    another: 'Send another photo',
  },
  retake: { heading: 'Almost there', text: 'We need one more photo of you:', another: 'Take it again' },
  review: {
    heading: 'A person is looking at it',
    text: (when: string) =>
      `You will have an answer by ${when}. You may close this page: we will write to you.`,
  },
  rejected: {
    heading: 'We cannot accept this photo',
    text: 'We are sorry. If you think that this is a mistake, a person will look at it again.',
    appeal: 'Please look again',
    why: 'Why should we look again?',
    send: 'Send',
    appealed: 'A person will look at your photo again, and we will write to you.',
  },
  expired: {
    heading: 'We were too slow',
    text: 'We are sorry: we could not finish checking your photo in time. Please send a new one:',
  },
  failed: {
    heading: 'Something went wrong on our side',
    text: 'Your photo could not be checked. We are told and look into it; please send it again later.',
  },
  history: {
    heading: 'Photos you have sent',
    none: 'None yet.',
    states: {
      'awaiting-upload': 'not sent',
      processing: 'being checked',
      'in-review': 'a person is looking',
      approved: 'approved',
      retake: 'another one was asked for',
      rejected: 'not accepted',
      expired: 'not answered in time',
      failed: 'could not be checked',
      replaced: 'replaced by a newer one',
      erased: 'erased',
    },
  },
  preferences: {
    heading: 'How we write to you',
    saved: 'Saved.',
    channels: { push: 'Notification in the app', mail: 'E-mail', text: 'Text message' },
    insights: 'With hints on light and framing when my photo is approved',
  },
  data: {
    heading: 'What we know of you',
    receipt: 'Your consent',
    withdraw: 'Withdraw my consent',
    withdrawn:
      'You have withdrawn your consent. No photo of yours is checked any more. What we already have stays until you erase it.',
    none: 'You have agreed to nothing.',
    export: 'Download my data',
    erase: 'Erase everything',
  },
  erase: {
    heading: 'Erase everything',
    text: 'Photos, face data, answers and settings go, for good. Drivers will not see a photo of you any more.',
    confirm: 'Erase everything now',
    running: 'Your data are being erased.',
    done: 'Everything is erased.',
    receipt: 'Download the receipt',
    failed: 'Something could not be erased yet. We are told, and go on; this page shows when it is done.',
    remains: 'What remains for a while, and leads to nobody:',
    remaining: {
      'table-backups': (until: string) => `backups, until ${until}`,
      'execution-histories': (until: string) => `records of how photos were checked, until ${until}`,
      messages: (until: string) => `messages that were on their way, until ${until}`,
      refusal: (until: string) => `a note that refuses what may still arrive, until ${until}`,
    },
  },
  problems: {
    offline: 'There is no connection. Your photo is still here; try again when you are online.',
    'too-many-requests': 'That was a lot at once. Please wait a little.',
    'signed-out': 'Please sign in again.',
    'consent-missing': 'Please agree first.',
    'consent-outdated': 'The text has changed. Please read it again.',
    forgotten: 'Your data are being erased.',
    'too-many-photos': 'You have sent as many photos as we can look at today.',
    'not-found': 'There is no such photo.',
    unreachable: 'There is no connection. Please try again when you are online.',
    'file-too-large': 'This file is too large.',
    'file-too-small': 'This file is too small to hold a good photo.',
    other: 'Something went wrong on our side. Please try again.',
  },
} as const;

type Words<Text> = Text extends string
  ? string
  : Text extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Key in keyof Text]: Words<Text[Key]> };
export type Texts = Words<typeof EN>;
