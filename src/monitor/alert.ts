/** What an alert is about. */
export type AlertName = 'utilisation' | 'acquire-p95' | 'acquire-timeouts' | 'failures' | 'health' | 'circuit'

/** Something that somebody should look at, when it begins and when it is over. */
export interface Alert {
  readonly name: AlertName
  readonly state: 'raised' | 'cleared'
  /** Wall clock, in ms since 1970: when it was raised, or when it was cleared. */
  readonly time: number
  /** When it was raised. */
  readonly since: number
  readonly value: number
  readonly threshold: number
  /** One sentence for people. */
  readonly message: string
}
