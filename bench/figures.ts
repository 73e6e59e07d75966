export { median } from '../src/base/median.ts'

/** 1234.5 as '1,235'. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

export function range(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)]
}
