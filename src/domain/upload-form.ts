/** Seconds that the form of an upload is good for. An erasure waits for the last one. */
export const UPLOAD_FORM_SECONDS = 300;
