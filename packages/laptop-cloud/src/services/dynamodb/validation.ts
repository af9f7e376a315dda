/** The code of what DynamoDB refuses by its form. */
export const VALIDATION = 'com.amazon.coral.validate#ValidationException';
