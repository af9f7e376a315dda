/** Words of KMS for a key that is certainly not there; undefined for one that is, or that may be in another account or region. */
export type KeyRefusal = (keyId: string) => string | undefined;
