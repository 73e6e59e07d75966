import { expect, it } from 'vitest'
import { isServerUrl, serverAddress } from '../../../src/base/server-url.ts'

it.each([
  ['http://q', { origin: 'http://q:6333', port: 6333, prefix: '' }],
  ['https://q:443', { origin: 'https://q:443', port: 443, prefix: '' }],
  ['https://q:443/a/b/', { origin: 'https://q:443', port: 443, prefix: '/a/b' }],
  ['http://[::1]:7000', { origin: 'http://[::1]:7000', port: 7000, prefix: '' }],
  ['http://127.0.0.1:6333', { origin: 'http://127.0.0.1:6333', port: 6333, prefix: '' }],
])('reads %s', (url, address) => {
  expect(serverAddress(url)).toEqual(address)
})

it.each([
  [':memory:', true],
  ['http://q/prefix', true],
  ['http://q?x=1', false],
  ['http://q#x', false],
  ['qdrant:6333', false],
  ['', false],
])('says of %j whether it is a server: %s', (url, is) => {
  expect(isServerUrl(url)).toBe(is)
})
