import { expect, it } from 'vitest'
import { type Evidence, judge } from '../../../bench/chaos/checks.ts'
import { Findings } from '../../../bench/chaos/findings.ts'
import { Journal } from '../../../bench/chaos/journal.ts'
import { type Account, wrongAccount } from '../../../bench/chaos/ledger-watch.ts'
import { ABORTED, ANSWERED, endingOf } from '../../../bench/chaos/outcomes.ts'
import { PointModel } from '../../../bench/chaos/point-model.ts'
import { grown } from '../../../bench/chaos/resources.ts'
import { LeaseBook } from '../../../bench/chaos/world.ts'
import { ConfigError, PoolExhaustedError, QdrantPoolError } from '../../../src/index.ts'

const MEMORY = { rssMib: 300, heapMib: 20 }

function evidenceOf(planted: Partial<Evidence> = {}): Evidence {
  return {
    journal: new Journal(),
    wrongReads: new Findings(),
    wrongPoints: [],
    points: 0,
    leases: new Findings(),
    events: new Findings(),
    counts: { calls: 0, wrong: [] },
    alarms: new Findings(),
    ledger: { wrong: new Findings(), samples: 9, mostSize: 4, longestStallMs: 0 },
    connections: [{ peakOpen: 4, mostOpen: 4 }],
    recoveries: [{ fault: 'cut', ms: 900 }],
    openedMs: 50,
    closedMs: 12,
    left: { threads: 0, connections: 0, grown: [] },
    memory: { warm: MEMORY, end: MEMORY },
    ...planted,
  }
}

const failed = (evidence: Evidence) =>
  judge(evidence)
    .filter(({ passed }) => !passed)
    .map(({ name, findings }) => ({ name, findings }))

const account: Account = {
  ...{ size: 3, maxSize: 4, idle: 1, busy: 1, opening: 1, dying: 0, waiting: 0 },
  workers: (['idle', 'leased', 'opening'] as const).map((state, slot) => ({
    ...{ slot, state, condition: 'idle' as const, ageMs: 1, operations: 0 },
  })),
}

it('passes a run in which everything held', async () => {
  const journal = new Journal()
  await journal.track('retrieve', 10, async () => [])
  await journal.track('retrieve', 10, async () => Promise.reject(ABORTED))
  expect(failed(evidenceOf({ journal }))).toEqual([])
})

it('flags a planted lost write', () => {
  const model = new PointModel(100)
  model.wrote(1, { value: 5, issuedAt: 0, settledAt: 1, acknowledged: true })
  const wrongPoints = model.impossible(new Map())
  expect(failed(evidenceOf({ wrongPoints }))).toEqual([
    { name: 'no acknowledged write was lost', findings: ['point 1 holds nothing, after 5 acknowledged (0 to 1 ms)'] },
  ])
})

it('flags a planted double settlement, and a call that never settles', () => {
  const journal = new Journal(() => 0)
  const id = journal.begin('upsert', undefined)
  journal.end(id, ANSWERED)
  journal.end(id, ANSWERED)
  journal.begin('delete', undefined)
  expect(failed(evidenceOf({ journal }))).toEqual([
    {
      name: 'every call settled, once',
      findings: ['still open: delete, for 0 ms', 'call 0 settled again, with ok'],
    },
  ])
})

it('flags a planted ledger mismatch', () => {
  expect(wrongAccount(account)).toBeUndefined()
  const wrong = new Findings()
  for (const planted of [{ idle: 2 }, { maxSize: 2 }, { workers: [] }, { waiting: -1 }, { opening: 0, busy: 2 }])
    wrong.add(wrongAccount({ ...account, ...planted }) ?? 'not flagged')
  const ledger = { ...evidenceOf().ledger, wrong }
  expect(failed(evidenceOf({ ledger }))).toEqual([
    {
      name: 'the ledger added up',
      findings: [
        '2 idle + 1 busy + 1 opening + 0 dying are not the size, 3',
        'the size, 3, is above the limit, 2',
        '0 workers are told of, and the size is 3',
        '-1 wait',
        '1 workers say that they are opening, 0 are counted',
      ],
    },
  ])
  expect(wrongAccount({ ...account, maxSize: 2 }, true)).toBeUndefined()
})

it('flags errors that are not typed, do not fit the call, or do not tell their outcome', async () => {
  const journal = new Journal()
  const planted = [
    new TypeError('terminated'),
    new ConfigError('wrong'),
    new QdrantPoolError('CONNECTION_LOST', 'gone'),
    new PoolExhaustedError('none free'),
  ]
  for (const error of planted) await journal.track('count', undefined, () => Promise.reject(error))
  expect(failed(evidenceOf({ journal }))).toEqual([
    {
      name: 'every error was typed',
      findings: [
        'count: not a typed error: TypeError: terminated',
        'count: unexpected INVALID_CONFIG: wrong',
        'count: CONNECTION_LOST does not say its outcome: gone',
      ],
    },
  ])
})

it('takes a call that was never sent for one that changed nothing', () => {
  expect(endingOf(new PoolExhaustedError('none free'))).toMatchObject({ label: 'E016', applied: 'no' })
  expect(endingOf(new QdrantPoolError('CONNECTION_LOST', 'gone', { outcome: 'unknown' })).applied).toBe('perhaps')
})

it('flags a worker that is leased twice, but not a new one in its slot', () => {
  let bornAt = 100
  const leases = new LeaseBook(() => bornAt)
  leases.take(0)
  bornAt = 200
  leases.take(0)
  expect(leases.wrong.count).toBe(0)
  leases.take(0)
  leases.giveBack(0)
  leases.take(0)
  expect(failed(evidenceOf({ leases: leases.wrong }))).toEqual([
    { name: 'a leased worker was leased once', findings: ['the worker in slot 0 is leased twice'] },
  ])
})

it('flags what is late, too much, or left over', () => {
  const late = Object.assign(new Journal(), { longestOverrunMs: 400 })
  const busy = { ...evidenceOf().ledger, longestStallMs: 200 }
  const leftOver = { threads: 1, connections: 0, grown: grown({ Timeout: 1 }, { Timeout: 2, TTYWrap: 0 }) }
  const names = (planted: Partial<Evidence>) => failed(evidenceOf(planted)).map(({ name }) => name)
  expect(names({ journal: late })).toEqual(['deadlines held'])
  expect(names({ journal: late, ledger: busy })).toEqual([])
  expect(names({ ledger: { ...busy, longestStallMs: 1_600 } })).toEqual(['the main thread stayed free'])
  expect(names({ recoveries: [{ fault: 'blackhole', ms: 2_100 }] })).toEqual([])
  expect(names({ recoveries: [{ fault: 'cut', ms: 2_100 }] })).toEqual(['it worked again after each fault'])
  expect(names({ connections: [{ peakOpen: 5, mostOpen: 4 }] })).toEqual(['connections stayed within the size'])
  expect(names({ counts: { calls: 3, wrong: ['count: …'] } })).toEqual(['every call was counted, once'])
  expect(names({ closedMs: 2_100 })).toEqual(['everything was given back'])
  expect(names({ closedMs: undefined })).toEqual(['everything was given back'])
  expect(names({ memory: { warm: MEMORY, end: { rssMib: 600, heapMib: 20 } } })).toEqual(['memory came back'])
  expect(failed(evidenceOf({ left: leftOver }))).toEqual([
    { name: 'everything was given back', findings: ['Timeout: 1 before, 2 after'] },
  ])
})
