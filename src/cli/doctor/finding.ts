export type State = 'ok' | 'warning' | 'problem'

/** What a check has found. */
export interface Finding {
  readonly state: State
  /** One sentence or a few. */
  readonly detail: string
  /** What to do about it, where there is something to do. */
  readonly changes: readonly string[]
  /** What was measured or looked up, for machines. */
  readonly figures: Readonly<Record<string, unknown>>
}

export interface NamedFinding extends Finding {
  readonly name: string
}

type Figures = Finding['figures']

export function ok(detail: string, figures: Figures = {}): Finding {
  return { state: 'ok', detail, changes: [], figures }
}

export function warning(detail: string, changes: readonly string[], figures: Figures = {}): Finding {
  return { state: 'warning', detail, changes, figures }
}

export function problem(detail: string, changes: readonly string[], figures: Figures = {}): Finding {
  return { state: 'problem', detail, changes, figures }
}
