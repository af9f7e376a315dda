/** A resource that SAM makes of an event, without what all that come of one event share. */
export interface MadeResource {
  type: string;
  properties: Record<string, unknown>;
}
