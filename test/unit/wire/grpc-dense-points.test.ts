import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { UpsertPointsSchema } from '@qdrant/js-client-grpc'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { densePoints } from '../../../src/wire/grpc/dense-points.ts'
import { frame, unframe } from '../../../src/wire/grpc/frame.ts'
import { toPoints } from '../../../src/wire/grpc/points.ts'
import { RequestBuffers } from '../../../src/wire/request-buffers.ts'

const head = () => toBinary(UpsertPointsSchema, create(UpsertPointsSchema, { collectionName: 'docs', wait: true }))

/** What a server reads of the points as they are written here. */
function read(points: unknown, buffers?: RequestBuffers) {
  return fromBinary(UpsertPointsSchema, unframe([frame(head(), densePoints(points), buffers)]))
}

/** The same by the general encoder. */
function general(points: unknown) {
  return create(UpsertPointsSchema, { collectionName: 'docs', wait: true, points: toPoints(points, undefined) })
}

describe('points written byte by byte', () => {
  it('are those that the general encoder writes (seed is printed on failure)', () => {
    const id = fc.oneof(fc.nat(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.uuid())
    const vector = fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 40 })
    const payload = fc.option(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), { nil: undefined })
    const points = fc.array(fc.record({ id, vector, payload }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(points, (given) => {
        // Numbers beyond 64 bits go over REST.
        fc.pre(densePoints(given) !== undefined)
        expect(toBinary(UpsertPointsSchema, read(given))).toEqual(toBinary(UpsertPointsSchema, general(given)))
      }),
    )
  })

  it('keep integers of 64 bits', () => {
    const payload = { least: -(2n ** 63n), most: 2n ** 63n - 1n, minus: -1, safe: 2 ** 53 }
    const points = [{ id: 2n ** 64n - 1n, vector: new Float32Array([1]), payload }]
    expect(read(points)).toEqual(fromBinary(UpsertPointsSchema, toBinary(UpsertPointsSchema, general(points))))
  })

  it('find room for payloads of any size', () => {
    const points = [{ id: 1, vector: new Float32Array([1]), payload: { text: 'ß'.repeat(300_000) } }]
    expect(read(points).points[0]?.payload.text?.kind).toEqual({ case: 'stringValue', value: 'ß'.repeat(300_000) })
  })

  it.each([
    ['a list of numbers', [{ id: 1, vector: [1, 2] }]],
    ['a named vector', [{ id: 1, vector: { text: new Float32Array([1]) } }]],
    ['a NaN', [{ id: 1, vector: new Float32Array([1, Number.NaN]) }]],
    ['an infinite number', [{ id: 1, vector: new Float32Array([Number.NEGATIVE_INFINITY]) }]],
    ['an empty vector', [{ id: 1, vector: new Float32Array() }]],
    ['an odd id', [{ id: 'a', vector: new Float32Array([1]) }]],
    ['an odd payload', [{ id: 1, vector: new Float32Array([1]), payload: { at: new Date() } }]],
    ['an unknown member', [{ id: 1, vector: new Float32Array([1]), shard: 1 }]],
    ['no points', []],
    ['no list', undefined],
  ])('leave %s to the general way', (_what, points) => {
    expect(densePoints(points)).toBeUndefined()
  })
})

describe('buffers of requests', () => {
  it('go round once their request is answered, and leave nothing of it behind', () => {
    const buffers = new RequestBuffers()
    const pointsOf = (value: number) => [{ id: value, vector: new Float32Array(20_000).fill(value) }]
    const first = frame(head(), densePoints(pointsOf(1)), buffers)
    buffers.giveBack(first)
    const second = frame(head(), densePoints(pointsOf(2)), buffers)
    expect(second.buffer).toBe(first.buffer)
    expect(fromBinary(UpsertPointsSchema, unframe([second]))).toEqual(read(pointsOf(2)))
    const third = frame(head(), densePoints(pointsOf(3)), buffers)
    expect(third.buffer).not.toBe(first.buffer)
  })

  it('are not kept where they are small, or far larger than what is needed', () => {
    const buffers = new RequestBuffers()
    const small = buffers.take(100)
    buffers.giveBack(small)
    expect(buffers.take(100).buffer).not.toBe(small.buffer)
    const large = buffers.take(1_000_000)
    buffers.giveBack(large)
    expect(buffers.take(100_000).buffer).not.toBe(large.buffer)
    expect(buffers.take(900_000).buffer).toBe(large.buffer)
  })

  it('are no more than requests in flight, the newest, and no more than 64 MiB', () => {
    const buffers = new RequestBuffers(2)
    const sizes = [200_000, 300_000, 400_000]
    const given = sizes.map((size) => buffers.take(size))
    for (const buffer of given) buffers.giveBack(buffer)
    expect(buffers.take(400_000).buffer).toBe(given[2]?.buffer)
    expect(buffers.take(300_000).buffer).toBe(given[1]?.buffer)
    expect(buffers.take(200_000).buffer).not.toBe(given[0]?.buffer)
    const huge = buffers.take(65 * 1024 * 1024)
    buffers.giveBack(huge)
    expect(buffers.take(65 * 1024 * 1024).buffer).not.toBe(huge.buffer)
  })
})
