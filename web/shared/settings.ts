// What the deployment wrote beside the pages: who signs people in, and whom they may write to.

import type { SignInSettings } from './session.ts';

/** `/settings.json`. */
export interface Settings {
  issuer: string;
  signOutUrl?: string;
  rider: { clientId: string; scope: string };
  review: { clientId: string; scope: string };
  /** Where somebody reads mail about photos; empty for nowhere. */
  supportEmail: string;
}

/** Rejects when it is missing: the pages were put there without it. */
export async function loadSettings(request: typeof fetch = (...args) => fetch(...args)): Promise<Settings> {
  const response = await request('/settings.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`/settings.json: ${response.status}`);
  return (await response.json()) as Settings;
}

export function signInOf(settings: Settings, page: 'rider' | 'review'): SignInSettings {
  const { issuer, signOutUrl } = settings;
  return { issuer, ...(signOutUrl && { signOutUrl }), path: `/${page}/`, ...settings[page] };
}
