/** As EventBridge writes times: `2022-03-22T18:59:43Z`. */
export function secondsOf(instantMs: number): string {
  return `${new Date(instantMs).toISOString().slice(0, 19)}Z`;
}
