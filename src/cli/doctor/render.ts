import type { Paint, Style } from '../output/colour.ts'
import { left } from '../output/text-width.ts'
import { wrap } from '../output/wrap.ts'
import type { NamedFinding, State } from './finding.ts'

const STYLES: Readonly<Record<State, Style>> = { ok: 'green', warning: 'yellow', problem: 'red' }
const STATE_WIDTH = 7
const NAME_WIDTH = 11
const GAP = '  '
const INDENT = ' '.repeat(STATE_WIDTH + NAME_WIDTH + 2 * GAP.length)
/** Wider lines are hard to read. */
const MOST_COLUMNS = 100
const LEAST_TEXT = 20

/** State, name, and what was found, on as many lines as that takes. */
export function renderFinding({ state, name, detail }: NamedFinding, columns: number, paint: Paint): string {
  const width = Math.max(LEAST_TEXT, Math.min(columns, MOST_COLUMNS) - INDENT.length)
  const head = `${paint(STYLES[state], left(state, STATE_WIDTH))}${GAP}${paint('bold', left(name, NAME_WIDTH))}${GAP}`
  return wrap(detail, width)
    .map((line, index) => (index === 0 ? head : INDENT) + line)
    .join('\n')
}

/** The last section: what to do, problems first. */
export function renderChanges(findings: readonly NamedFinding[], columns: number, paint: Paint): string {
  const ordered = (['problem', 'warning'] as const).flatMap((state) =>
    findings.filter((found) => found.state === state),
  )
  const changing = ordered.filter(({ changes }) => changes.length > 0)
  if (ordered.length === 0) return 'Nothing to change.'
  if (changing.length === 0) return 'Nothing is known that would change this.'
  const width = Math.max(LEAST_TEXT, Math.min(columns, MOST_COLUMNS) - NAME_WIDTH - 2 * GAP.length)
  const lines = changing.flatMap(({ name, changes }) =>
    changes.flatMap((change, at) =>
      wrap(change, width).map((line, row) => {
        const label = at === 0 && row === 0 ? name : ''
        return GAP + left(label, NAME_WIDTH) + GAP + line
      }),
    ),
  )
  return [paint('bold', 'What to change'), ...lines].join('\n')
}
