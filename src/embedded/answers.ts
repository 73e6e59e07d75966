import { ApiError } from './errors.ts'
import { stringifyJson } from './json.ts'
import { Bare } from './router.ts'

export interface Answer {
  readonly status: number
  readonly type: 'application/json' | 'text/plain'
  readonly body: string
}

export const NOT_FOUND: Answer = { status: 404, type: 'text/plain', body: '' }

/** @param startedAt by performance.now() */
export function answerOf(result: unknown, startedAt: number): Answer {
  if (result instanceof Bare) {
    const { content } = result
    return typeof content === 'string' ? { status: 200, type: 'text/plain', body: content } : json(200, content)
  }
  return json(200, { result, status: 'ok', time: secondsSince(startedAt) })
}

export function errorAnswer(error: unknown, startedAt: number): Answer {
  const time = secondsSince(startedAt)
  if (error instanceof ApiError) return json(error.status, { status: { error: error.message }, time })
  const reason = error instanceof Error ? error.message : String(error)
  return json(500, { status: { error: `Service internal error: ${reason}` }, time })
}

function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json', body: stringifyJson(value) }
}

function secondsSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 1000) / 1e6
}
