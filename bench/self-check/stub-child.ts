// A server that answers every request for points after a delay that it is told, to a fraction of a ms. A process of its own:
// what it measures by is not held up by what is measured. Ends when its parent does.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { StubOrder } from './stub.ts'

/** Timers tick once a ms and may be late: the last of a delay is waited for turn by turn of the event loop. */
const WATCHED_MS = 3
const ANSWER = JSON.stringify({ result: [{ id: 1, payload: { title: 'a document' } }], status: 'ok', time: 0 })

/** Answers that are to come, and when. */
const waiting = new Map<ServerResponse, number>()
let delaysMs: readonly number[] = [0]
let scale = 1
let taken = 0
let stalledUntil = 0
let timer: NodeJS.Timeout | undefined
let isWatching = false

function watch(): void {
  isWatching = false
  timer = undefined
  const now = performance.now()
  let nextAt = Number.POSITIVE_INFINITY
  for (const [response, at] of waiting) {
    const due = Math.max(at, stalledUntil)
    if (due > now) nextAt = Math.min(nextAt, due)
    else {
      waiting.delete(response)
      response.end(ANSWER)
    }
  }
  if (waiting.size === 0) return
  if (nextAt - now > WATCHED_MS) timer = setTimeout(watch, nextAt - now - WATCHED_MS)
  else {
    isWatching = true
    setImmediate(watch)
  }
}

function answerLater(response: ServerResponse): void {
  waiting.set(response, performance.now() + (delaysMs[taken++ % delaysMs.length] ?? 0) * scale)
  if (isWatching) return
  clearTimeout(timer)
  watch()
}

process.on('message', (order: StubOrder) => {
  if (order.delaysMs !== undefined) {
    delaysMs = order.delaysMs
    taken = 0
  }
  scale = order.scale ?? scale
  if (order.stallMs !== undefined) stalledUntil = performance.now() + order.stallMs
  process.send?.('done')
})
process.once('disconnect', () => process.exit())
// Ctrl-C reaches the whole group of processes; the parent ends this one.
process.on('SIGINT', () => {})

const server = createServer((request, response) => {
  request.resume()
  if (request.url?.includes('/points')) answerLater(response)
  else response.end('{}')
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
