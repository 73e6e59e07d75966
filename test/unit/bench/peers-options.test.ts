import { expect, it } from 'vitest'
import { parseOptions } from '../../../bench/peers/options.ts'

const PEERS = ['pool', 'undici', 'bfb']

it('runs everything where nothing is asked for', () => {
  expect(parseOptions([], PEERS)).toMatchObject({
    seconds: 1,
    rounds: 5,
    operations: ['retrieve', 'query', 'filtered', 'ingest-wait', 'ingest'],
    sections: ['acquire', 'workers'],
    callers: [1, 10, 50, 200],
    peers: PEERS,
    json: false,
  })
})

it('runs a part in its own order, each once', () => {
  const argv = ['--operations', 'acquire,query,retrieve,query', '--callers', '50, 1', '--peers', 'bfb,pool']
  expect(parseOptions(argv, PEERS)).toMatchObject({
    operations: ['retrieve', 'query'],
    sections: ['acquire'],
    callers: [1, 50],
    peers: ['pool', 'bfb'],
  })
})

it.each([
  ['--operations', 'query,delete', /Unknown in --operations: delete\. Known are retrieve, .*, workers/],
  ['--peers', 'curl', /Unknown in --peers: curl\. Known are pool, undici, bfb/],
  ['--callers', '1,,2', /Expected --callers to be a list/],
  ['--callers', '1.5', /Expected --callers to be a positive whole number, got "1\.5"/],
  ['--seconds', '0', /Expected --seconds to be a positive number/],
  ['--rounds', 'many', /Expected --rounds to be a positive whole number/],
])('refuses %s %s', (flag, value, message) => {
  expect(() => parseOptions([flag, value], PEERS)).toThrow(message)
})
