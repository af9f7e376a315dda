// The first screen: what this is about, and the way in.

import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { usePage } from '../page.ts';
import { consentStateOf } from '../rider-api.ts';
import { hashOf } from '../routes.ts';

/** Without a rider it asks to sign in; `wasRefused`: that has just failed. */
export function WelcomeScreen({ wasRefused = false }: { wasRefused?: boolean }) {
  const { texts, rider, signIn } = usePage();
  return (
    <>
      <ScreenHeading takesFocus={false}>{texts.welcome.heading}</ScreenHeading>
      <p>{texts.welcome.text}</p>
      <ol>
        {texts.welcome.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {wasRefused && (
        <p class="note bad" role="alert">
          {texts.welcome.signInFailed}
        </p>
      )}
      {!rider && <p>{texts.welcome.signedOut}</p>}
      <div class="acts">
        {rider ? (
          <a
            class="button first"
            href={hashOf({ screen: consentStateOf(rider.me) === 'given' ? 'how' : 'consent' })}
          >
            {texts.welcome.begin}
          </a>
        ) : (
          <button type="button" class="first" onClick={signIn}>
            {texts.signIn}
          </button>
        )}
      </div>
    </>
  );
}
