import { describe, expect, it } from 'vitest'
import { EMPTY_FRAME, frame, unframe } from '../../../src/wire/grpc/frame.ts'

describe('a gRPC frame', () => {
  it('is a zero, the length in four bytes and the message', () => {
    expect([...frame(new Uint8Array([7, 8, 9]))]).toEqual([0, 0, 0, 0, 3, 7, 8, 9])
    expect([...EMPTY_FRAME]).toEqual([...frame(new Uint8Array())])
  })

  it('gives its message back however the bytes were cut', () => {
    const message = Uint8Array.from({ length: 300 }, (_, index) => index % 256)
    const bytes = frame(message)
    for (let cut = 0; cut <= bytes.length; cut++)
      expect([...unframe([bytes.subarray(0, cut), bytes.subarray(cut)])]).toEqual([...message])
  })

  it.each([
    ['nothing', []],
    ['less than a prefix', [0, 0, 0]],
    ['a compressed message', [1, 0, 0, 0, 1, 5]],
    ['too few bytes', [0, 0, 0, 0, 2, 5]],
    ['a second message', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])('is refused where there is %s', (_what, bytes) => {
    expect(() => unframe([Buffer.from(bytes)])).toThrow(/no gRPC message/)
  })
})
