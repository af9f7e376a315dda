/** Something else listens on the port. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}
