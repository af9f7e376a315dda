// What a rider reads, in German.

import type { RiderTexts } from './rider-texts.en.ts';

export const DE = {
  messages: {
    approved: {
      subject: 'Ihr Foto ist angenommen',
      opening: 'Vielen Dank! Ihr Foto ist angenommen; Ihre Fahrerin oder Ihr Fahrer erkennt Sie nun daran.',
      closing: 'Gute Fahrt.',
    },
    retake: {
      subject: 'Bitte nehmen Sie Ihr Foto noch einmal auf',
      opening: 'Fast geschafft! Wir brauchen noch ein Foto von Ihnen:',
      closing: 'Senden Sie uns das neue Foto dann in der App. Vielen Dank!',
    },
    expired: {
      subject: 'Bitte senden Sie Ihr Foto noch einmal',
      opening:
        'Es tut uns leid: Wir konnten Ihr Foto nicht rechtzeitig prüfen. Bitte nehmen Sie ein neues auf:',
      closing: 'Senden Sie uns das neue Foto dann in der App. Vielen Dank für Ihre Geduld!',
    },
    rejected: {
      subject: 'Wir konnten Ihr Foto nicht annehmen',
      opening: 'Vielen Dank für Ihr Foto. Es tut uns leid, dass wir es nicht annehmen können.',
      closing: 'Wenn Sie das für einen Irrtum halten, wenden Sie sich bitte an unseren Kundendienst.',
    },
  },
  reminder: {
    subject: 'Ihr Foto fehlt noch',
    opening: 'Wir warten noch auf Ihr neues Foto:',
    closing: 'In der App dauert es eine Minute, dann kann die Fahrt beginnen.',
  },
  generalAdvice: 'Nehmen Sie Ihr Gesicht allein auf, deutlich, von vorn und bei gutem Licht.',
  samePhotoAdvice: 'Dieses Foto haben Sie schon gesendet. Nehmen Sie ein neues auf.',
  told: {
    FILE_TYPE: { advice: 'Senden Sie das Foto als JPEG-, PNG-, WebP- oder AVIF-Datei.' },
    FILE_SIZE: {
      advice:
        'Senden Sie das Foto, wie Ihre Kamera es gespeichert hat: Die Datei war ungewöhnlich groß oder klein.',
      adviceBecause: {
        'too-small':
          'Senden Sie das Foto, wie Ihre Kamera es gespeichert hat: Diese Datei ist zu klein für ein gutes Foto.',
        'too-large':
          'Senden Sie eine kleinere Datei des Fotos, zum Beispiel ein JPEG Ihrer Kamera: Diese ist zu groß.',
      },
    },
    FILE_UNREADABLE: {
      advice:
        'Wir konnten die Datei nicht öffnen. Nehmen Sie ein neues Foto auf und senden Sie es als einzelnes, stehendes Bild.',
      adviceBecause: {
        moving:
          'Senden Sie ein stehendes Foto: Diese Datei ist eine Animation, wir brauchen ein Bild, das sich nicht bewegt.',
      },
    },
    IMAGE_SIZE: {
      advice: 'Verwenden Sie ein Foto üblicher Größe: Dieses hat ungewöhnlich viele oder wenige Pixel.',
      adviceBecause: {
        'too-small': 'Verwenden Sie ein größeres Foto: Dieses ist zu klein, es hat zu wenige Pixel.',
        'too-large': 'Verwenden Sie ein kleineres Foto: Dieses ist zu groß, es hat zu viele Pixel.',
        'too-narrow': 'Verwenden Sie ein Foto üblicher Form: Dieses ist zu schmal, ein Streifen aus Pixeln.',
      },
    },
    COLOURS: {
      advice:
        'Senden Sie das Foto in gewöhnlichen Farben: Schalten Sie HDR in der Kamera aus oder speichern Sie das Foto als JPEG.',
    },
    NO_FACE: { advice: 'Nehmen Sie ein Foto auf, das Ihr Gesicht deutlich zeigt.' },
    SEVERAL_FACES: { advice: 'Achten Sie darauf, dass Sie allein im Bild sind.' },
    FACE_SIZE: { advice: 'Halten Sie die Kamera näher, damit Ihr Gesicht mehr vom Bild füllt.' },
    FACE_CUT_OFF: { advice: 'Lassen Sie Ihr ganzes Gesicht im Bild, mit etwas Platz darum herum.' },
    POSE: { advice: 'Sehen Sie gerade in die Kamera und halten Sie den Kopf aufrecht.' },
    SUNGLASSES: { advice: 'Nehmen Sie die Sonnenbrille ab, damit wir Ihre Augen sehen.' },
    FACE_COVERED: { advice: 'Lassen Sie das ganze Gesicht frei: keine Maske, keine Hand, kein Schal davor.' },
    EYES_CLOSED: { advice: 'Lassen Sie die Augen offen.' },
    MOUTH_OPEN: { advice: 'Lassen Sie den Mund geschlossen; ein Lächeln ist willkommen.' },
    TOO_DARK: { advice: 'Suchen Sie mehr Licht: Wenden Sie sich einem Fenster oder einer Lampe zu.' },
    TOO_BRIGHT: { advice: 'Gehen Sie aus dem direkten Licht und schalten Sie den Blitz aus.' },
    BLURRED: { advice: 'Halten Sie die Kamera ruhig und wischen Sie die Linse ab: Das Foto ist unscharf.' },
    FACE_NOT_INDEXED: { advice: 'Nehmen Sie das Foto noch einmal auf: von vorn, nah und bei gutem Licht.' },
  },
} as const satisfies RiderTexts;
