/** In ms, exact enough for a sentence. */
export function ms(value: number): string {
  return `${value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0)} ms`
}
