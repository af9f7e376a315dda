// What can break in a step. Lambda reports `name` as the error type and the state machine matches it exactly:
// the literals survive minifying, class names do not. ConfigurationError lives with the configuration in the domain.

/** The event breaks the step's schema: the state machine and the step disagree. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
}

/** The key names a rider or a photo in more characters than the services behind have room for. */
export class UnexpectedKeyError extends Error {
  override readonly name = 'UnexpectedKeyError';
}

/** The object, its version or the photo's row no longer exists: somebody removed the photo meanwhile. */
export class PhotoGoneError extends Error {
  override readonly name = 'PhotoGoneError';
}

/** Bytes that were readable before are no picture any more. An upload that never was one is a finding, not this error. */
export class ImageUnreadableError extends Error {
  override readonly name = 'ImageUnreadableError';
}

/** A service said no for good (permission, missing collection or table, validation): ours to fix, no use to retry. */
export class DependencyRefusedError extends Error {
  override readonly name = 'DependencyRefusedError';
}

/** A service turned the call away because there were too many: worth many patient tries, until the burst is over. */
export class DependencyThrottledError extends Error {
  override readonly name = 'DependencyThrottledError';
}

/** A service was failing or out of reach: worth another try. */
export class DependencyUnavailableError extends Error {
  override readonly name = 'DependencyUnavailableError';
}

/** The collection does not know a face yet that was indexed a moment ago. */
export class FaceNotYetSearchableError extends Error {
  override readonly name = 'FaceNotYetSearchableError';
}
