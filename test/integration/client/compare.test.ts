import { randomUUID } from 'node:crypto'
import { QdrantClient } from '@qdrant/js-client-rest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalServer } from '../../../src/embedded/local-server.ts'
import { createPool, type Pool } from '../../../src/index.ts'
import { type ClientCase, makeCollection, type Place } from '../../support/client-case.ts'
import { factsOf } from '../../support/client-facts.ts'
import { CLIENT_READS } from '../../support/client-reads.ts'
import { OTHER_WRITES, POINT_WRITES } from '../../support/client-writes.ts'

const CASES: Readonly<Record<string, ClientCase>> = { ...CLIENT_READS, ...POINT_WRITES, ...OTHER_WRITES }
const METHODS = Object.getOwnPropertyNames(QdrantClient.prototype).filter((name) => name !== 'constructor')
const real = process.env.QDRANT_URL

it('has a case for every method of the installed client, and no other', () => {
  expect(Object.keys(CASES).toSorted()).toEqual(METHODS.toSorted())
})

it.skipIf(real !== undefined)('needs QDRANT_URL to compare on a real server', ({ skip }) =>
  skip('QDRANT_URL is not set'),
)

const servers = [{ kind: 'embedded', url: undefined }, ...(real === undefined ? [] : [{ kind: 'real', url: real }])]

describe.each(servers)('beside the plain client, on the $kind server', ({ kind, url: given }) => {
  const counts = { answers: 0, errors: 0 }
  let plain: QdrantClient
  let pool: Pool
  let places: readonly [Place, Place]
  let endServer = async () => {}

  beforeAll(async () => {
    const server = given === undefined ? await startLocalServer() : undefined
    if (server !== undefined) endServer = () => server.close()
    const url = (given ?? server?.url ?? '').replace(/\/+$/, '')
    const apiKey = process.env.QDRANT_API_KEY
    plain = new QdrantClient({ url, checkCompatibility: false, ...(apiKey === undefined ? {} : { apiKey }) })
    pool = await createPool({ url, size: 2 })
    const run = `compare_${randomUUID().slice(0, 8)}`
    places = [placeOf(`${run}_theirs`, url), placeOf(`${run}_ours00`, url)]
    for (const place of places) await makeCollection(plain, place)
  })

  afterAll(async () => {
    for (const { collection } of places) await plain.deleteCollection(collection)
    await pool.close()
    await endServer()
    console.log(
      `${kind} server: ${METHODS.length} methods compared, ${counts.answers} answers and ${counts.errors} errors equal`,
    )
  })

  for (const [name, { ok, bad, isOfTheMoment }] of Object.entries(CASES)) {
    it(`${name} gives the same answer, the same error, and leaves the same points`, async () => {
      for (const call of bad === undefined ? [ok] : [ok, bad]) {
        const [theirs, ours] = [await settled(call(plain, places[0])), await settled(call(pool.client, places[1]))]
        expect(factsOf(ours, places[1], isOfTheMoment)).toEqual(factsOf(theirs, places[0], isOfTheMoment))
        counts[theirs.status === 'fulfilled' ? 'answers' : 'errors']++
        if (call === bad) expect(theirs.status, 'of a bad call').toBe('rejected')
      }
      const [theirs, ours] = await Promise.all(places.map((at) => settled(stored(at)).then((all) => factsOf(all, at))))
      expect(ours).toEqual(theirs)
    })
  }

  const stored = ({ collection }: Place) => plain.scroll(collection, { limit: 100, with_vector: true })
})

function placeOf(collection: string, url: string): Place {
  return { collection, alias: `${collection}_alias`, missing: `${collection}_missing`, url }
}

async function settled(promise: Promise<unknown>): Promise<PromiseSettledResult<unknown>> {
  const [result] = await Promise.allSettled([promise])
  return result
}
