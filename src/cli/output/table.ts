import { stripVTControlCharacters } from 'node:util'

export type Align = 'left' | 'right'

/** Lines up the cells of each column, two spaces apart. Columns without an alignment stand left. */
export function table(rows: readonly (readonly string[])[], align: readonly Align[] = []): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))
  }
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, align[column] ?? 'left'))
      .join('  ')
      .trimEnd()
  return rows.map(line).join('\n')
}

function pad(cell: string, width: number, align: Align): string {
  const space = ' '.repeat(width - widthOf(cell))
  return align === 'right' ? space + cell : cell + space
}

/** Styles take no room. */
function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length
}
