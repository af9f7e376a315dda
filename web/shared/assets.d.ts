// Files that the build puts beside the scripts: an import of one gives its address.

declare module '*.bin' {
  const address: string;
  // biome-ignore lint/style/noDefaultExport: that is how esbuild hands over a file.
  export default address;
}

declare module '*.css';
