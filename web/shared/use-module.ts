// A part of the page that is fetched when the first of it is shown.

import { useCallback, useEffect, useState } from 'preact/hooks';

export interface LaterModule<Module> {
  module: Module | undefined;
  /** It could not be fetched: `again` tries once more. */
  hasFailed: boolean;
  again(): void;
}

/** `load` must be the same function for as long as the page is there. */
export function useModule<Module>(load: () => Promise<Module>): LaterModule<Module> {
  const [module, setModule] = useState<Module>();
  const [hasFailed, setFailed] = useState(false);
  const again = useCallback(() => {
    setFailed(false);
    load().then(
      (loaded) => setModule(() => loaded),
      () => setFailed(true),
    );
  }, [load]);
  useEffect(again, [again]);
  return { module, hasFailed, again };
}
