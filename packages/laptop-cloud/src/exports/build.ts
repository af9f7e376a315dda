// What an application builds beside its functions, with the esbuild that builds those.
export { runEsbuild } from '../lambda/run-esbuild.ts';
