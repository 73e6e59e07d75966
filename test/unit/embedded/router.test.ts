import { expect, it } from 'vitest'
import { Router } from '../../../src/embedded/router.ts'

const router = new Router({
  'GET /collections': () => 'all',
  'POST /collections/aliases': () => 'aliases',
  'GET :': () => 'one',
  'POST :/points/query': () => 'query',
  'GET :/points/*': () => 'point',
  'GET :/shards/**': () => 'shards',
  'DELETE /snapshots/**': () => 'snapshots',
})

const found = (method: string, path: string) => {
  const match = router.match(method, path)
  return match && [match.handler.call(undefined, {} as never, {} as never), match.collection, match.argument]
}

it.each([
  ['GET', '/collections', ['all', '', '']],
  ['GET', '/collections/a', ['one', 'a', '']],
  ['POST', '/collections/aliases', ['aliases', '', '']],
  ['POST', '/collections/a%20b/points/query', ['query', 'a b', '']],
  ['GET', '/collections/a/points/7', ['point', 'a', '7']],
  ['GET', '/collections/a/points/%7B7%7D', ['point', 'a', '{7}']],
  ['GET', '/collections/a/shards/0/snapshots/b', ['shards', 'a', '']],
  ['DELETE', '/snapshots/a', ['snapshots', '', '']],
  ['DELETE', '/snapshots', undefined],
  ['GET', '/collections/a/shards', undefined],
  ['PUT', '/collections', undefined],
  ['GET', '/collections/', undefined],
  ['GET', '/collections/%', undefined],
  ['GET', '/collections/a/points/', undefined],
  ['GET', '/collections/a/nope', undefined],
  ['GET', '/nope', undefined],
])('%s %s leads to %j', (method, path, expected) => {
  expect(found(method, path)).toEqual(expected)
})
