// The camera's screen, for those who want it: riders who send a file never fetch it.

import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { useModule } from '../../shared/use-module.ts';
import { usePage } from '../page.ts';

const load = () => import('./camera.tsx');

export function LaterCamera({ onPicture }: { onPicture(picture: Blob): void }) {
  const { texts } = usePage();
  const { module, hasFailed, again } = useModule(load);
  if (module) return <module.CameraScreen onPicture={onPicture} />;
  return (
    <>
      <ScreenHeading>{texts.how.heading}</ScreenHeading>
      {hasFailed ? (
        <div class="note bad" role="alert">
          <p>{texts.offline}</p>
          <button type="button" onClick={again}>
            {texts.again}
          </button>
        </div>
      ) : (
        <p class="busy">{texts.starting}</p>
      )}
    </>
  );
}
