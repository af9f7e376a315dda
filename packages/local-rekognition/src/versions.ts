// What answers instead of Rekognition's models, told in the version members of its answers.

export const FACE_MODEL_VERSION = 'faceplugin-0.0.1';
export const MODERATION_MODEL_VERSION = 'nsfwjs-4.3.0';
export const LABEL_MODEL_VERSION = 'centernet-human-3.3.6';
