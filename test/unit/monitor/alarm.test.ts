import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveOptions } from '../../../src/base/options.ts'
import { Alarm } from '../../../src/monitor/alarm.ts'
import type { AlertName } from '../../../src/monitor/alert.ts'
import { alertRules } from '../../../src/monitor/alert-rules.ts'
import type { Sample } from '../../../src/monitor/sample.ts'
import { sampleWith, waits } from '../../support/samples.ts'

const rules = alertRules(resolveOptions({}, {}).monitor)

function alarmFor(name: AlertName) {
  const rule = rules.find((one) => one.name === name)
  if (rule === undefined) throw new Error(`No rule ${name}`)
  return new Alarm(rule)
}

/** What an alarm tells in each of the samples. */
function told(name: AlertName, samples: readonly Partial<Sample>[]) {
  const alarm = alarmFor(name)
  const before: Sample[] = []
  return samples.map((given) => {
    const sample = sampleWith(given)
    const alert = alarm.sample(sample, before)
    before.push(sample)
    return alert?.state
  })
}

const busy = (...shares: number[]) => shares.map((utilisation) => ({ utilisation }))

describe('an alert', () => {
  it('is raised above its threshold, and cleared by two samples in a row well below', () => {
    expect(told('utilisation', busy(0.9, 0.91, 0.99, 0.72, 0.72, 0.1))).toEqual([
      undefined,
      'raised',
      undefined,
      undefined,
      'cleared',
      undefined,
    ])
  })

  it('is raised once by a value that hovers about its threshold', () => {
    expect(told('utilisation', busy(0.95, 0.85, 0.95, 0.85, 0.6, 0.95)).filter(Boolean)).toEqual(['raised'])
  })

  it('is raised and cleared in turn, and never cleared by a single sample (seed is printed on failure)', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 }), (shares) => {
        const states = told('utilisation', busy(...shares))
        const changes = states.filter((state) => state !== undefined)
        expect(changes).toEqual(changes.map((_, index) => (index % 2 === 0 ? 'raised' : 'cleared')))
        for (const [index, state] of states.entries()) {
          if (state === 'raised') expect(shares[index]).toBeGreaterThan(0.9)
          if (state === 'cleared')
            for (const back of [0, 1]) expect(shares[index - back]).toBeLessThanOrEqual(0.9 * 0.8)
        }
      }),
    )
  })

  it('tells what, since when and in which measure', () => {
    const alarm = alarmFor('acquire-p95')
    const raised = { name: 'acquire-p95', state: 'raised', time: 5_000, since: 5_000, value: 250, threshold: 100 }
    expect(alarm.sample(sampleWith({ time: 5_000, ...waits(250) }), [])).toEqual({
      ...raised,
      message: 'A worker is waited for 250.0 ms at the 95th percentile; the threshold is 100 ms',
    })
    expect(alarm.raised).toMatchObject(raised)
    alarm.sample(sampleWith({ time: 35_000 }), [])
    expect(alarm.sample(sampleWith({ time: 65_000, ...waits(3) }), [])).toMatchObject({
      state: 'cleared',
      time: 65_000,
      since: 5_000,
      value: 3,
      message: 'Over after 60 s: a worker is waited for 3.0 ms at the 95th percentile',
    })
    expect(alarm.raised).toBeUndefined()
  })
})

describe('the alert', () => {
  it('about waits for a worker leaves alone what is too few for a percentile', () => {
    expect(told('acquire-p95', [waits(300, 19), waits(300, 20)])).toEqual([undefined, 'raised'])
  })

  it('about acquire timeouts is raised by one', () => {
    expect(told('acquire-timeouts', [{ timeouts: 3 }, { acquireTimeouts: 1 }])).toEqual([undefined, 'raised'])
  })

  it('about failures is raised by a spike, not by what was so before or by a few', () => {
    const failing = (errors: number, calls = 100) => ({ errors, calls })
    expect(told('failures', [failing(4, 10), failing(5), failing(6)])).toEqual([undefined, undefined, undefined])
    expect(told('failures', [failing(3), failing(4), failing(12)])).toEqual([undefined, undefined, 'raised'])
    expect(told('failures', [failing(0), failing(30), failing(30), failing(4), failing(4)])).toEqual([
      undefined,
      'raised',
      undefined,
      undefined,
      'cleared',
    ])
  })

  it('about failures is raised by the next spike, too, however many calls were refused in the one before', () => {
    const calm = { errors: 0, calls: 100 }
    const outage = { errors: 1_000_000, calls: 1_000_000 }
    const states = told('failures', [calm, outage, calm, calm, calm, { errors: 60, calls: 100 }])
    expect(states).toEqual([undefined, 'raised', undefined, 'cleared', undefined, 'raised'])
  })

  it('about failures takes five, and twice the share of most samples before', () => {
    const share = (...errors: number[]) => errors.map((some) => ({ errors: some, calls: 100 }))
    expect(told('failures', [{ errors: 4, calls: 10 }]).at(-1)).toBeUndefined()
    expect(told('failures', [{ errors: 5, calls: 10 }]).at(-1)).toBe('raised')
    expect(told('failures', share(0, 4, 4, 4, 7)).at(-1)).toBeUndefined()
    expect(told('failures', share(0, 4, 4, 4, 8)).at(-1)).toBe('raised')
    // An hour without a call says nothing of what is usual.
    const idle = { errors: 0, calls: 0 }
    expect(told('failures', [...share(4, 4), idle, idle, idle, ...share(7)]).at(-1)).toBeUndefined()
  })

  it('about a circuit names the servers', () => {
    const alert = alarmFor('circuit').sample(sampleWith({ openCircuits: ['http://a', 'http://b'] }), [])
    expect(alert).toMatchObject({ state: 'raised', value: 2, message: 'The circuit is open to http://a, http://b' })
  })

  it('about health or a circuit does not wait for the end of its interval, the others do', () => {
    const bad = sampleWith({ ...waits(900), utilisation: 1, acquireTimeouts: 9, errors: 900, healthFailures: 1 })
    const atOnce = rules.filter((rule) => new Alarm(rule).glance({ ...bad, openCircuits: ['http://a'] }, []))
    expect(atOnce.map(({ name }) => name)).toEqual(['health', 'circuit'])
  })

  it('that is raised is neither raised again nor cleared before its interval is over', () => {
    const alarm = alarmFor('health')
    expect(alarm.glance(sampleWith({ healthFailures: 1 }), [])?.state).toBe('raised')
    for (const healthFailures of [2, 0, 0, 0]) expect(alarm.glance(sampleWith({ healthFailures }), [])).toBeUndefined()
    expect(alarm.sample(sampleWith(), [])).toBeUndefined()
    expect(alarm.sample(sampleWith(), [])?.state).toBe('cleared')
  })
})
