import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import type { CodeFailure } from '../../../src/protocol/failure.ts'
import { catchStrayErrors } from '../../../src/wire/stray-errors.ts'

it.each(['uncaughtException', 'unhandledRejection'])('tells an %s as plain data, whatever was thrown', (event) => {
  const source = new EventEmitter()
  const strayed: CodeFailure[] = []
  catchStrayErrors(source, (thrown) => strayed.push(thrown))
  source.emit(event, new RangeError('too long'), 'origin')
  source.emit(event, 'a text')
  source.emit(event, undefined)
  const told = { kind: 'code', stack: expect.any(String) }
  expect(strayed).toEqual([
    { ...told, name: 'RangeError', message: 'too long' },
    { ...told, name: 'Error', message: 'a text' },
    { ...told, name: 'Error', message: 'undefined' },
  ])
  expect(() => structuredClone(strayed)).not.toThrow()
})
