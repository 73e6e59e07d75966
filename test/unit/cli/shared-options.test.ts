import { describe, expect, it } from 'vitest'
import { given, required, wholeNumber } from '../../../src/cli/shared/flag-values.ts'
import { chooseServer, serverText } from '../../../src/cli/shared/server-choice.ts'

describe('chooseServer', () => {
  it.each([
    ['the URL before QDRANT_URL', { url: 'http://a:1' }, { QDRANT_URL: 'http://b:2' }, { url: 'http://a:1' }],
    ['the folder before QDRANT_URL', { path: 'data' }, { QDRANT_URL: 'http://b:2' }, { path: 'data' }],
    ['QDRANT_URL where nothing is named', {}, { QDRANT_URL: 'http://b:2' }, { url: 'http://b:2' }],
    ['a folder of its own where nobody names a server', {}, {}, { path: './qdrant-data' }],
  ])('takes %s', (_what, flags, env, choice) => {
    expect(chooseServer(flags, env)).toEqual(choice)
  })

  it.each([
    [{ url: 'http://a:1', path: 'data' }, {}, 'Expected either --url or --path, got both'],
    [{ path: '' }, {}, 'Expected --path to be a folder, got ""'],
    [{ url: 'a:1' }, {}, 'Expected --url to be an http:// or https:// URL'],
    [{ url: ':memory:' }, {}, "With --url ':memory:' nothing would outlive the command"],
    [{}, { QDRANT_URL: ':memory:' }, "With QDRANT_URL ':memory:' nothing would outlive the command"],
  ])('refuses %j with %j', (flags, env, message) => {
    expect(() => chooseServer(flags, env)).toThrow(message)
  })

  it('never shows a URL that may carry a password', () => {
    expect(() => chooseServer({ url: 'http://me:secret@a' }, {})).toThrow(/^(?!.*secret)/)
  })

  it('tells where a server is', () => {
    expect(serverText({ url: 'http://a:1' })).toBe('the server at http://a:1')
    expect(serverText({ path: 'data' })).toBe('the embedded server in data')
  })
})

describe('wholeNumber', () => {
  it('reads a number in its range, and nothing of an option that is not there', () => {
    expect([wholeNumber('limit', '7', 1), wholeNumber('limit', undefined, 1)]).toEqual([7, undefined])
  })

  it.each(['', ' ', '0', '1.5', 'x', '-1', '11'])('refuses %j', (text) => {
    expect(() => wholeNumber('limit', text, 1, 10)).toThrow(
      `Expected --limit to be a whole number from 1 to 10, got ${JSON.stringify(text)}`,
    )
  })
})

it('asks for what is required', () => {
  expect(required('collection', 'docs', '')).toBe('docs')
  expect(() => required('collection', '', 'search x --collection docs')).toThrow(
    'Expected --collection, as in search x --collection docs',
  )
})

it('leaves out what is not given', () => {
  expect(given({ a: 0, b: undefined })).toEqual({ a: 0 })
})
