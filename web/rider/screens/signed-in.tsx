// Everything that a rider sees who is signed in: which screen, by the address and by what the rider has done.

import { useRider } from '../page.ts';
import { consentStateOf } from '../rider-api.ts';
import type { Route } from '../routes.ts';
import { ConsentScreen, OtherWayScreen } from './consent.tsx';
import { EraseScreen } from './erase.tsx';
import { HowScreen } from './how.tsx';
import { LaterCamera } from './later-camera.tsx';
import { MyDataScreen } from './my-data.tsx';
import { PhotoScreen } from './photo.tsx';
import { SendScreen } from './send.tsx';
import { WelcomeScreen } from './welcome.tsx';

interface Given {
  route: Route;
  /** Taken or chosen, and not sent yet. */
  picture: Blob | undefined;
  onPicture(picture: Blob | undefined): void;
}

export function SignedIn({ route, picture, onPicture }: Given) {
  const rider = useRider();
  if (route.screen === 'erase') return <EraseScreen />;
  if (picture) return <SendScreen picture={picture} onDone={() => onPicture(undefined)} />;
  if (route.screen === 'photo') return <PhotoScreen key={route.photoId} photoId={route.photoId} />;
  if (route.screen === 'my-data') return <MyDataScreen />;
  if (route.screen === 'other-way') return <OtherWayScreen />;
  if (route.screen === 'consent') return <ConsentScreen />;
  if (route.screen === 'camera' || route.screen === 'how') {
    if (consentStateOf(rider.me) !== 'given') return <ConsentScreen />;
    return route.screen === 'camera' ? (
      <LaterCamera onPicture={onPicture} />
    ) : (
      <HowScreen onPicture={onPicture} />
    );
  }
  const { latest } = rider;
  return latest && latest.status !== 'awaiting-upload' ? (
    <PhotoScreen key={latest.photoId} photoId={latest.photoId} />
  ) : (
    <WelcomeScreen />
  );
}
