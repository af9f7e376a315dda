// What the attacked process tells, and what it is asked.

export interface ServiceFacts {
  scope: string;
  protocol?: string;
  operations: { name: string; required: string[]; known: string[] }[];
}

export interface Ready {
  kind: 'ready';
  endpoint: string;
  /** Of HTTP APIs and pages. */
  sites: string[];
  /** What the stack has, by its physical ids. */
  resources: { type: string; id: string }[];
  services: ServiceFacts[];
}

export type Fact =
  | Ready
  | { kind: 'failure'; line: string }
  | { kind: 'hang'; ms: number }
  | { kind: 'memory'; rss: number; heapUsed: number };

export interface Request {
  ask: 'memory' | 'end';
}
