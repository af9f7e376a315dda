export async function handler(event: { key: string }): Promise<{ grams: number }> {
  const grams = event.key.length * 100;
  return { grams };
}
