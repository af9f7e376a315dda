// Which screen the address names: a reload, a link in a message and the back button all go by it.

export type Route =
  | { screen: 'home' | 'consent' | 'other-way' | 'how' | 'camera' | 'my-data' | 'erase' }
  | { screen: 'photo'; photoId: string };

const PLAIN = ['consent', 'other-way', 'how', 'camera', 'my-data', 'erase'] as const;

/** Anything that is no screen is the first one. */
export function readRoute(hash: string): Route {
  const [screen = '', photoId = ''] = hash.replace(/^#/, '').split('/');
  if (screen === 'photo' && /^[\w-]{1,64}$/.test(photoId)) return { screen, photoId };
  const plain = PLAIN.find((each) => each === screen);
  return { screen: plain ?? 'home' };
}

export function hashOf(route: Route): string {
  if (route.screen === 'home') return '#';
  return route.screen === 'photo' ? `#photo/${route.photoId}` : `#${route.screen}`;
}
