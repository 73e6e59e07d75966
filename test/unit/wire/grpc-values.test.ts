import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { PointStructSchema, RetrievedPointSchema, ScoredPointSchema } from '@qdrant/js-client-grpc'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAnswer } from '../../../src/protocol/answer-text.ts'
import { fromRetrieved, fromScored, fromUpdate } from '../../../src/wire/grpc/answers.ts'
import { fromId, toId } from '../../../src/wire/grpc/ids.ts'
import { fromPayload, toPayload } from '../../../src/wire/grpc/payload.ts'
import { toVectors } from '../../../src/wire/grpc/vectors.ts'
import { encodeBody } from '../../../src/wire/rest/encode.ts'

const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31)
console.log(`seed ${seed}`)

/** Over the wire and back. */
function carried(init: Parameters<typeof create<typeof PointStructSchema>>[1]) {
  return fromBinary(PointStructSchema, toBinary(PointStructSchema, create(PointStructSchema, init)))
}

describe('values in gRPC messages', () => {
  it('come back as from REST', () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.maxSafeInteger(),
      fc.double({ min: -1e18, max: 1e18, noNaN: true }),
    )
    const { payload } = fc.letrec<{ value: unknown; payload: Record<string, unknown> }>((tie) => ({
      payload: fc.dictionary(fc.string(), tie('value'), { maxKeys: 5 }),
      value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value'), { maxLength: 5 }), tie('payload')),
    }))
    const property = fc.property(payload, (given) => {
      expect(fromPayload(carried({ payload: toPayload(given) }).payload)).toEqual(
        parseAnswer(String(encodeBody(given))),
      )
    })
    fc.assert(property, { seed })
  })

  it('keep integers of 64 bits, as bigint only beyond 2^53', () => {
    const payload = { least: -(2n ** 63n), most: 2n ** 63n - 1n, safe: 5n, large: 2 ** 60, small: -0.5 }
    const kept = fromPayload(carried({ payload: toPayload(payload) }).payload)
    expect(kept).toEqual({
      least: -(2n ** 63n),
      most: 2n ** 63n - 1n,
      safe: 5,
      large: 1152921504606847000n,
      small: -0.5,
    })
  })

  it('keep a key that is called __proto__', () => {
    const payload = JSON.parse('{"__proto__":{"polluted":true}}')
    const kept = fromPayload(carried({ payload: toPayload(payload) }).payload)
    expect(Object.keys(kept)).toEqual(['__proto__'])
    expect(kept).not.toHaveProperty('polluted')
  })

  it.each([
    0,
    1,
    2 ** 53 - 1,
    2n ** 53n + 1n,
    2n ** 64n - 1n,
    '0b1e4c8e-5a0f-4c55-9a2f-6d3b9f6a0d11',
  ])('keep the id %s', (id) => {
    expect(fromId(carried({ id: toId(id) }).id)).toBe(id)
  })

  it('refuse an answer without an id or a result', () => {
    expect(() => fromRetrieved(create(RetrievedPointSchema), true)).toThrow('without an id')
    expect(() => fromUpdate(undefined)).toThrow('without its result')
  })

  it('put typed arrays into the message as they are', () => {
    const data = new Float32Array([1, 2, 3])
    const vectors = carried({ id: toId(1), vectors: toVectors(data) }).vectors
    expect(vectors).toMatchObject({ vectorsOptions: { value: { vector: { value: { data: [1, 2, 3] } } } } })
  })

  it('show a score by the shortest decimal of its float', () => {
    const scores = fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (float) => {
      const { score } = fromScored(create(ScoredPointSchema, { id: toId(1), score: float }), false)
      expect(Math.fround(Number(score))).toBe(float)
      expect(String(score).length).toBeLessThanOrEqual(String(float).length)
    })
    fc.assert(scores, { seed })
    expect(fromScored(create(ScoredPointSchema, { id: toId(1), score: Math.fround(0.9) }), false)).toMatchObject({
      score: 0.9,
    })
  })

  it('show the shard key and the value that a point was ordered by', () => {
    const point = create(RetrievedPointSchema, {
      id: toId(1),
      shardKey: { key: { case: 'number', value: 7n } },
      orderValue: { variant: { case: 'float', value: 0.5 } },
    })
    expect(fromRetrieved(point, false)).toEqual({ id: 1, shard_key: 7, order_value: 0.5 })
    const named = create(RetrievedPointSchema, { id: toId(1), shardKey: { key: { case: 'keyword', value: 'eu' } } })
    expect(fromRetrieved(named, true)).toEqual({ id: 1, shard_key: 'eu', payload: {} })
  })
})
