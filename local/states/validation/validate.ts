export interface Diagnostic {
  severity: 'ERROR' | 'WARNING';
  code: string;
  message: string;
  /** JSON Pointer. */
  location: string;
}
export function validateDefinition(
  _definition: string | object,
  _type: 'STANDARD' | 'EXPRESS',
): Diagnostic[] {
  return [];
}
