// Was die Seite auf Deutsch sagt.

import type { Texts } from './texts.en.ts';

export const DE: Texts = {
  title: 'Ihr Fahrgastfoto',
  skip: 'Zum Inhalt',
  signIn: 'Anmelden',
  signOut: 'Abmelden',
  back: 'Zurück',
  close: 'Schließen',
  again: 'Noch einmal',
  language: 'Sprache',
  myData: 'Meine Daten',
  home: 'Mein Foto',
  offline: 'Sie sind offline. Sobald die Verbindung wieder da ist, geht es weiter.',
  starting: 'Einen Moment …',
  welcome: {
    heading: 'Ein Foto von Ihnen',
    text: 'Daran erkennt Sie Ihre Fahrerin oder Ihr Fahrer. Wir prüfen es in wenigen Sekunden und sagen Ihnen, ob Sie es neu aufnehmen sollten.',
    steps: [
      'Sie stimmen der Prüfung zu.',
      'Sie machen ein Selfie oder wählen ein Foto.',
      'Die Antwort steht hier.',
    ],
    signedOut: 'Bitte melden Sie sich an, um Ihr Foto zu senden.',
    signInFailed: 'Die Anmeldung hat nicht geklappt. Bitte versuchen Sie es noch einmal.',
    begin: 'Beginnen',
  },
  consent: {
    heading: 'Bevor wir Ihr Foto ansehen',
    newVersion: 'Der Text hat sich geändert, seit Sie zugestimmt haben. Bitte lesen Sie ihn noch einmal.',
    agree: 'Ich stimme zu',
    notNow: 'Jetzt nicht',
    given: (when) => `Sie haben am ${when} zugestimmt.`,
    kept: (file, refused) =>
      `Ihre Datei wird ${file} Tage aufbewahrt, der Eintrag eines nicht angenommenen Fotos ${refused} Tage.`,
  },
  otherWay: {
    heading: 'Ohne Gesichtsprüfung',
    text: 'Ihr Foto kann auch allein ein Mensch ansehen. Bitte schreiben Sie uns:',
    noAddress: 'Ihr Foto kann auch allein ein Mensch ansehen. Bitte fragen Sie unseren Kundendienst.',
    reconsider: 'Den Text noch einmal lesen',
  },
  how: {
    heading: 'Ihr Foto',
    text: 'Beide Wege sind gleich gut.',
    camera: 'Kamera benutzen',
    file: 'Foto auswählen',
    course:
      'Mit der Kamera: Halten Sie sie auf Augenhöhe und blicken Sie hinein. Ein Satz sagt Ihnen, was besser sein könnte. Sie lösen selbst aus, mit der Taste oder nach einem Countdown. Nichts wird gesendet, bevor Sie es gesehen haben.',
    attemptsLeft: (count) =>
      count === 1 ? 'Heute ist noch ein Versuch möglich.' : `Heute sind noch ${count} Versuche möglich.`,
    noAttempts: (when) =>
      `Sie haben so viele Fotos gesendet, wie wir ansehen können. Ab ${when} geht es weiter.`,
  },
  camera: {
    heading: 'Kamera',
    asking: 'Ihr Browser fragt, ob diese Seite die Kamera benutzen darf. Bitte erlauben Sie es.',
    preparing: 'Die Kamera startet …',
    ready: 'Gut so. Lösen Sie aus.',
    take: 'Foto aufnehmen',
    automatic: 'Von selbst auslösen, wenn alles stimmt',
    sounds: 'Ton und Vibration, wenn alles stimmt',
    countdown: (seconds) => `Das Foto wird in ${seconds} aufgenommen.`,
    taken: 'Das Foto ist aufgenommen.',
    preview: 'Was die Kamera sieht',
    denied: {
      heading: 'Die Kamera ist nicht erlaubt',
      text: 'Sie haben die Kamera für diese Seite nicht erlaubt, oder Ihr Gerät erlaubt sie nicht. Öffnen Sie das Schloss oder das Kamerazeichen neben der Adresse, erlauben Sie die Kamera und versuchen Sie es noch einmal; oder wählen Sie ein Foto.',
    },
    missing: {
      heading: 'Keine Kamera gefunden',
      text: 'Schließen Sie eine Kamera an und versuchen Sie es noch einmal, oder wählen Sie ein Foto.',
    },
    busy: {
      heading: 'Die Kamera ist besetzt',
      text: 'Eine andere App scheint sie zu benutzen. Schließen Sie sie und versuchen Sie es noch einmal, oder wählen Sie ein Foto.',
    },
    insecure: {
      heading: 'Die Kamera braucht eine sichere Adresse',
      text: 'Browser erlauben Seiten die Kamera nur über https. Wählen Sie stattdessen ein Foto.',
    },
  },
  preview: {
    heading: 'Ist dieses Foto gut?',
    picture: 'Ihr Foto, wie es gesendet wird',
    use: 'Dieses Foto senden',
    again: 'Ein anderes',
    withoutPlace: 'Wo und wann es aufgenommen wurde, bleibt auf Ihrem Gerät.',
    heic: 'Dieser Browser kann das Foto nicht lesen. Auf dem Telefon: Einstellungen, Kamera, Formate, „Maximale Kompatibilität“; oder sichern Sie das Foto als JPEG.',
    unreadable: 'Wir konnten diese Datei nicht lesen. Bitte wählen Sie ein JPEG, PNG, WebP oder AVIF.',
  },
  sending: {
    heading: 'Wird gesendet',
    progress: (percent) => `${percent} % gesendet`,
    failed: 'Das Foto ist nicht angekommen.',
    keep: 'Ihr Foto ist noch da.',
  },
  looking: {
    heading: 'Wir sehen Ihr Foto an',
    text: 'Das dauert ein paar Sekunden.',
    longer: 'Es dauert länger als sonst. Sie können diese Seite schließen: Wir schreiben Ihnen.',
    stopped: 'Wir schreiben Ihnen, sobald es eine Antwort gibt.',
  },
  approved: {
    heading: 'Ihr Foto ist angenommen',
    text: 'Daran werden Sie jetzt erkannt. Gute Fahrt!',
    another: 'Ein anderes Foto senden',
  },
  retake: {
    heading: 'Fast geschafft',
    text: 'Wir brauchen noch ein Foto von Ihnen:',
    another: 'Neu aufnehmen',
  },
  review: {
    heading: 'Ein Mensch sieht es an',
    text: (when) =>
      `Sie haben bis ${when} eine Antwort. Sie können diese Seite schließen: Wir schreiben Ihnen.`,
  },
  rejected: {
    heading: 'Wir können dieses Foto nicht annehmen',
    text: 'Das tut uns leid. Wenn Sie meinen, dass das ein Irrtum ist, sieht ein Mensch es noch einmal an.',
    appeal: 'Bitte noch einmal ansehen',
    why: 'Warum sollten wir noch einmal hinsehen?',
    send: 'Senden',
    appealed: 'Ein Mensch sieht Ihr Foto noch einmal an, und wir schreiben Ihnen.',
  },
  expired: {
    heading: 'Wir waren zu langsam',
    text: 'Es tut uns leid: Wir konnten Ihr Foto nicht rechtzeitig prüfen. Bitte senden Sie ein neues:',
  },
  failed: {
    heading: 'Bei uns ist etwas schiefgegangen',
    text: 'Ihr Foto konnte nicht geprüft werden. Wir wissen davon und kümmern uns; bitte senden Sie es später noch einmal.',
  },
  history: {
    heading: 'Fotos, die Sie gesendet haben',
    none: 'Noch keines.',
    states: {
      'awaiting-upload': 'nicht gesendet',
      processing: 'wird geprüft',
      'in-review': 'ein Mensch sieht es an',
      approved: 'angenommen',
      retake: 'ein anderes wurde erbeten',
      rejected: 'nicht angenommen',
      expired: 'nicht rechtzeitig beantwortet',
      failed: 'konnte nicht geprüft werden',
      replaced: 'durch ein neueres ersetzt',
      erased: 'gelöscht',
    },
  },
  preferences: {
    heading: 'Wie wir Ihnen schreiben',
    saved: 'Gespeichert.',
    channels: { push: 'Mitteilung in der App', mail: 'E-Mail', text: 'SMS' },
    insights: 'Mit Hinweisen zu Licht und Ausschnitt, wenn mein Foto angenommen ist',
  },
  data: {
    heading: 'Was wir von Ihnen wissen',
    receipt: 'Ihre Zustimmung',
    withdraw: 'Zustimmung widerrufen',
    withdrawn:
      'Sie haben Ihre Zustimmung widerrufen. Kein Foto von Ihnen wird mehr geprüft. Was wir schon haben, bleibt, bis Sie es löschen.',
    none: 'Sie haben nichts zugestimmt.',
    export: 'Meine Daten herunterladen',
    erase: 'Alles löschen',
  },
  erase: {
    heading: 'Alles löschen',
    text: 'Fotos, Gesichtsdaten, Antworten und Einstellungen werden endgültig gelöscht. Fahrerinnen und Fahrer sehen dann kein Foto mehr von Ihnen.',
    confirm: 'Jetzt alles löschen',
    running: 'Ihre Daten werden gelöscht.',
    done: 'Alles ist gelöscht.',
    receipt: 'Bestätigung herunterladen',
    failed:
      'Etwas konnte noch nicht gelöscht werden. Wir wissen davon und machen weiter; diese Seite zeigt, wann es fertig ist.',
    remains: 'Was noch eine Weile bleibt und zu niemandem führt:',
    remaining: {
      'table-backups': (until) => `Sicherungen, bis ${until}`,
      'execution-histories': (until) => `Aufzeichnungen davon, wie Fotos geprüft wurden, bis ${until}`,
      messages: (until) => `Nachrichten, die unterwegs waren, bis ${until}`,
    },
  },
  problems: {
    offline: 'Es gibt keine Verbindung. Ihr Foto ist noch da; versuchen Sie es, wenn Sie wieder online sind.',
    'too-many-requests': 'Das war viel auf einmal. Bitte warten Sie ein wenig.',
    'signed-out': 'Bitte melden Sie sich noch einmal an.',
    'consent-missing': 'Bitte stimmen Sie zuerst zu.',
    'consent-outdated': 'Der Text hat sich geändert. Bitte lesen Sie ihn noch einmal.',
    forgotten: 'Ihre Daten werden gelöscht.',
    'too-many-photos': 'Sie haben heute so viele Fotos gesendet, wie wir ansehen können.',
    'not-found': 'Dieses Foto gibt es nicht.',
    unreachable: 'Es gibt keine Verbindung. Bitte versuchen Sie es, wenn Sie wieder online sind.',
    'file-too-large': 'Diese Datei ist zu groß.',
    'file-too-small': 'Diese Datei ist zu klein für ein gutes Foto.',
    other: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.',
  },
};
