import { afterEach, describe, expect, it, vi } from 'vitest'
import { Circuit, isOfTheServer } from '../../../src/actors/circuit.ts'
import type { Failure } from '../../../src/protocol/failure.ts'
import { settle } from '../../support/manual-clock.ts'

const HOUR_MS = 3_600_000

function setUp(failuresInARow = 3) {
  const told: string[] = []
  const circuit = new Circuit(failuresInARow, {
    opened: () => told.push('opened'),
    closed: () => told.push('closed'),
  })
  const count = async (...failed: boolean[]) => {
    for (const one of failed) circuit.count(one)
    await settle()
  }
  return { circuit, told, count }
}

afterEach(() => vi.restoreAllMocks())

describe('the circuit of one endpoint', () => {
  it('opens after so many failures in a row, and not before', async () => {
    const { circuit, told, count } = setUp()
    await count(true, true)
    expect(circuit.position).toBe('closed')
    await count(true)
    expect([circuit.position, told]).toEqual(['open', ['opened']])
  })

  it('begins to count anew at every success', async () => {
    const { circuit, count } = setUp()
    await count(true, true)
    await count(false)
    await count(true, true)
    expect(circuit.position).toBe('closed')
    await count(true)
    expect(circuit.position).toBe('open')
  })

  it('begins to count anew at a success that comes in the same turn as the failures', async () => {
    const { circuit, count } = setUp()
    await count(true, true, false, true, true)
    expect(circuit.position).toBe('closed')
  })

  it('counts nothing of the requests that left before it opened', async () => {
    const { circuit, told, count } = setUp()
    await count(true, true, true, true, true, false, false)
    await count(false, true)
    expect([circuit.position, told]).toEqual(['open', ['opened']])
  })

  it('stays open at a trial that fails, and tells nothing again', async () => {
    const { circuit, told, count } = setUp()
    await count(true, true, true)
    await circuit.try(async () => true)
    await circuit.try(async () => true)
    expect([circuit.position, told]).toEqual(['open', ['opened']])
  })

  it('is half-open during a trial, and closes once it succeeds; then takes as many failures again', async () => {
    const { circuit, told, count } = setUp()
    await count(true, true, true)
    const answer = Promise.withResolvers<boolean>()
    const trial = circuit.try(() => answer.promise)
    expect(circuit.position).toBe('half-open')
    answer.resolve(false)
    await trial
    expect([circuit.position, told]).toEqual(['closed', ['opened', 'closed']])
    await count(true, true)
    expect(circuit.position).toBe('closed')
    await count(true)
    expect([circuit.position, told]).toEqual(['open', ['opened', 'closed', 'opened']])
  })

  it.each([
    ['an hour ahead', HOUR_MS],
    ['an hour back', -HOUR_MS],
  ])('does not heed a wall clock that is moved %s', async (_where, ms) => {
    const { circuit, told, count } = setUp()
    const now = Date.now()
    const wall = vi.spyOn(Date, 'now').mockReturnValue(now)
    await count(true, true, true)
    wall.mockReturnValue(now + ms)
    await settle()
    expect(circuit.position).toBe('open')
    await circuit.try(async () => true)
    expect(circuit.position).toBe('open')
    wall.mockReturnValue(now - ms)
    await circuit.try(async () => false)
    expect([circuit.position, told]).toEqual(['closed', ['opened', 'closed']])
  })
})

describe('what a failure says of the server', () => {
  const server = (status: number): Failure => ({
    kind: 'server',
    status,
    statusText: '',
    url: 'u',
    headers: [],
    data: {},
  })
  const connection = (code: 'CONNECTION_LOST' | 'CONNECTION_REFUSED' | 'INVALID_RESPONSE'): Failure => {
    return { kind: 'connection', code, outcome: 'unknown', message: 'm' }
  }

  it.each([502, 503, 504])('takes %i for one that serves nobody', (status) => {
    expect(isOfTheServer(server(status))).toBe(true)
  })

  it.each([400, 401, 404, 409, 422, 429, 500])('takes %i for one that serves others', (status) => {
    expect(isOfTheServer(server(status))).toBe(false)
  })

  it('takes a lost or refused connection for one, and no other failure', () => {
    const code: Failure = { kind: 'code', name: 'Error', message: 'm' }
    const argument: Failure = { kind: 'argument', message: 'm' }
    const all = [connection('CONNECTION_LOST'), connection('CONNECTION_REFUSED'), connection('INVALID_RESPONSE')]
    expect([...all, code, argument, undefined].map(isOfTheServer)).toEqual([true, true, false, false, false, false])
  })
})
