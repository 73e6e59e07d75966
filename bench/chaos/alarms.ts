import { Findings } from './findings.ts'

const EVENTS = ['uncaughtException', 'unhandledRejection', 'warning'] as const

/** What comes up in the process, caught by nobody, and its warnings, such as those of listeners that pile up. */
export class Alarms {
  readonly wrong = new Findings()
  readonly #listeners = EVENTS.map((event) => {
    const listener = (reason: unknown) => this.wrong.add(`${event}: ${shown(reason)}`)
    return [event, listener] as const
  })

  constructor() {
    for (const [event, listener] of this.#listeners) process.on(event, listener)
  }

  stop(): void {
    for (const [event, listener] of this.#listeners) process.off(event, listener)
  }
}

function shown(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
}
