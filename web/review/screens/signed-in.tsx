// Everything that a reviewer sees who is signed in: which screen, by the address.

import { MineScreen } from './mine.tsx';
import { QueueScreen } from './queue.tsx';
import { SettingsScreen } from './settings.tsx';
import { ThresholdsScreen } from './thresholds.tsx';
import { TicketScreen } from './ticket.tsx';

export function SignedIn({ screen, photoId }: { screen: string; photoId: string | undefined }) {
  if (screen === 'ticket' && photoId) {
    return <TicketScreen key={photoId} photoId={decodeURIComponent(photoId)} />;
  }
  if (screen === 'mine') return <MineScreen />;
  if (screen === 'thresholds') return <ThresholdsScreen />;
  if (screen === 'settings') return <SettingsScreen />;
  return <QueueScreen />;
}
