// Who is signed in: authorization codes on their way, and the refresh tokens that outlive a restart. Of a refresh token only
// its hash is kept.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { type KeptFile, keptFile, readKept } from './kept-file.ts';
import type { Client, Person } from './pool.ts';

/** One sign-in; every token that comes of it names its origin. */
export interface Session {
  clientId: string;
  poolId: string;
  username: string;
  /** Of another person of the same name it is not. */
  sub: string;
  scopes: readonly string[];
  authMs: number;
  originJti: string;
  eventId: string;
  /** When its refresh token ends. */
  endsMs: number;
  /** SHA-256 of the refresh token. */
  hash: string;
}

export interface CodeGrant {
  client: Client;
  person: Person;
  scopes: readonly string[];
  redirectUri: string;
  /** PKCE, S256. */
  challenge?: string;
  nonce?: string;
  authMs: number;
}

export interface Sessions {
  newCode(grant: CodeGrant): string;
  /** Gives what a code stands for, once; a second time ends the session that came of the first. */
  takeCode(code: string): CodeGrant | undefined;
  /** Starts a session and gives its refresh token. */
  start(grant: CodeGrant, code: string): { session: Session; refreshToken: string };
  /** The session of a refresh token that is good. */
  find(refreshToken: string): Session | undefined;
  /** Whether a session of this origin is still on. */
  isOn(originJti: string): boolean;
  end(session: Session): void;
  endAllOf(poolId: string, sub: string): void;
  /** Resolves when what was changed in this turn is on the disk; rejects where the disk does not take it, and is tried again. */
  kept(): Promise<void>;
  close(): Promise<void>;
}

const CODE_MS = 300_000;

export interface SessionsOptions {
  folder: string;
  now(): number;
}

export function createSessions({ folder, now }: SessionsOptions): Sessions {
  const file = path.join(folder, 'sessions.json');
  const kept = (readKept(file) as { sessions: Session[] } | undefined)?.sessions ?? [];
  const sessions = new Map(
    kept.filter(({ endsMs }) => endsMs > now()).map((session) => [session.hash, session]),
  );
  const byOrigin = new Map([...sessions.values()].map((session) => [session.originJti, session]));
  const saved: KeptFile = keptFile(file, () => ({ sessions: [...sessions.values()] }));
  const codes = new Map<string, { grant: CodeGrant; endsMs: number; session?: Session; isUsed: boolean }>();

  function end(session: Session): void {
    sessions.delete(session.hash);
    byOrigin.delete(session.originJti);
    void saved.save();
  }

  return {
    newCode(grant) {
      for (const [code, { endsMs }] of codes) if (endsMs <= now()) codes.delete(code);
      const code = randomUUID();
      codes.set(code, { grant, endsMs: now() + CODE_MS, isUsed: false });
      return code;
    },
    takeCode(code) {
      const found = codes.get(code);
      if (!found || found.endsMs <= now()) return undefined;
      if (found.isUsed) {
        if (found.session) end(found.session);
        return undefined;
      }
      found.isUsed = true;
      return found.grant;
    },
    start({ client, person, scopes, authMs }, code) {
      const refreshToken = randomBytes(48).toString('base64url');
      const session: Session = {
        clientId: client.id,
        poolId: client.pool.id,
        username: person.username,
        sub: person.sub,
        scopes,
        authMs,
        originJti: randomUUID(),
        eventId: randomUUID(),
        endsMs: now() + client.refreshTokenSeconds * 1000,
        hash: hashOf(refreshToken),
      };
      sessions.set(session.hash, session);
      byOrigin.set(session.originJti, session);
      const used = codes.get(code);
      if (used) used.session = session;
      void saved.save();
      return { session, refreshToken };
    },
    find(refreshToken) {
      const session = sessions.get(hashOf(refreshToken));
      return session && session.endsMs > now() ? session : undefined;
    },
    isOn: (originJti) => byOrigin.has(originJti),
    end,
    endAllOf(poolId, sub) {
      for (const session of sessions.values())
        if (session.poolId === poolId && session.sub === sub) end(session);
    },
    kept: () => saved.flush(),
    close: () => saved.flush().catch(() => undefined),
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
