// What a rider reads, in English. The other languages say the same: their shape is this one's.

export const EN = {
  /** The answer that a message carries; the advice is put between opening and closing, one line each. */
  messages: {
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
  },
  /** What a rider is reminded of who was asked for another photo and has sent none. */
  reminder: {
    subject: 'Your rider photo is still missing',
    opening: 'We are still waiting for your new photo:',
    closing: 'It takes a minute in the app, and then you are ready to ride.',
  },
  /** Advice for a retake without a reason that may be told. */
  generalAdvice: 'Take a clear photo of your face alone, from the front and in good light.',
  /** Advice for the very same file again after a retake was asked for. */
  samePhotoAdvice: 'This is the photo you have sent before. Take a new one.',
  /** What a rider is told to do, by the code of the finding; `adviceBecause` where it is known which way a photo breaks the rule. */
  told: {
    FILE_TYPE: {
      advice: 'Send the photo as a JPEG, PNG, WebP or AVIF file.',
    },
    FILE_SIZE: {
      advice: 'Send the photo as your camera saved it: its file was of no ordinary size.',
      adviceBecause: {
        'too-small': 'Send the photo as your camera saved it: this file is too small to hold a good photo.',
        'too-large':
          'Send a smaller file of the photo, such as a JPEG from your camera: this one is too large.',
      },
    },
    FILE_UNREADABLE: {
      advice: 'We could not open the file. Take a new photo and send it as a single still picture.',
      adviceBecause: {
        moving: 'Send a still photo: this file is an animation, and we need a picture that does not move.',
      },
    },
    IMAGE_SIZE: {
      advice: 'Use a photo of ordinary size: the number of pixels of this one is unusual.',
      adviceBecause: {
        'too-small': 'Use a larger photo: this one is too small, it has too few pixels.',
        'too-large': 'Use a smaller photo: this one is too large, it has too many pixels.',
        'too-narrow': 'Use a photo of ordinary shape: this one is too narrow, a strip of pixels.',
      },
    },
    COLOURS: {
      advice: 'Send the photo in ordinary colours: turn off HDR in the camera, or save the photo as a JPEG.',
    },
    NO_FACE: {
      advice: 'Take a photo that clearly shows your face.',
    },
    SEVERAL_FACES: {
      advice: 'Make sure you are the only person in the picture.',
    },
    FACE_SIZE: {
      advice: 'Hold the camera closer, so that your face fills more of the picture.',
    },
    FACE_CUT_OFF: {
      advice: 'Keep your whole face inside the picture, with a little room around it.',
    },
    POSE: {
      advice: 'Look straight into the camera and hold your head upright.',
    },
    SUNGLASSES: {
      advice: 'Take off your sunglasses, so that we can see your eyes.',
    },
    FACE_COVERED: {
      advice: 'Leave your whole face free: no mask, hand or scarf in front of it.',
    },
    EYES_CLOSED: {
      advice: 'Keep your eyes open.',
    },
    MOUTH_OPEN: {
      advice: 'Keep your mouth closed; a smile is welcome.',
    },
    TOO_DARK: {
      advice: 'Find more light: face a window or a lamp.',
    },
    TOO_BRIGHT: {
      advice: 'Step out of the direct light, and turn off the flash.',
    },
    BLURRED: {
      advice: 'Hold the camera still and wipe the lens: the photo is blurred.',
    },
    FACE_NOT_INDEXED: {
      advice: 'Take the photo again from the front, close up and in good light.',
    },
  },
} as const;

type Words<Text> = Text extends string ? string : { readonly [Key in keyof Text]: Words<Text[Key]> };
export type RiderTexts = Words<typeof EN>;
