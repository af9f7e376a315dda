// For tests of applications with user pools: somebody's tokens without a browser.

export { type SignedIn, SignInError, signIn } from '../sign-in.ts';
