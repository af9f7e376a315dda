/** Prints rows under headings; numbers and figures to the right. */
export function printTable(headings: string[], rows: (string | number)[][]): void {
  const texts = [headings, ...rows.map((row) => row.map(String))];
  const widths = headings.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const isFigures = headings.map((_, column) => rows.every((row) => /^[\d.]+$/.test(String(row[column]))));
  for (const row of texts) {
    const cells = row.map((text, column) =>
      isFigures[column] ? text.padStart(widths[column]!) : text.padEnd(widths[column]!),
    );
    console.log(`  ${cells.join('  ').trimEnd()}`);
  }
}
