// A service that is not of the laptop cloud itself: an application hands it in, and templates and steps use it as any other.

import type { Service } from './services/service.ts';
import type { ResourceTypes } from './stack/resource.ts';

/** What a service gets of the laptop cloud that it is added to. */
export interface ServiceHost {
  accountId: string;
  region: string;
  /** Makes a folder of this name in the state folder and gives its path. */
  folder(name: string): string;
  /** Reads an S3 object, the newest version unless one is named; rejects when there is none. */
  readObject(bucket: string, key: string, versionId?: string): Promise<Buffer>;
  /** Gets what fails unexpectedly. */
  log(line: string): void;
}

export interface AddedService {
  service: Service;
  /** Resource types that templates may then use. */
  resourceTypes: ResourceTypes;
  /** Loads what the first request would otherwise wait for; rejects if closed before. */
  load?(): Promise<void>;
  /** Loads it and lets it run once. */
  warm?(): Promise<void>;
}

export interface AddOn {
  /** What `start` says is loaded, e.g. `face models`. */
  name: string;
  open(host: ServiceHost): AddedService;
}
