import { describe, expect, it } from 'vitest'
import { stem } from '../../../src/text/stem.ts'
import { countWords } from '../../../src/text/tokenizer.ts'

const wordsOf = (text: string) => [...countWords(text).keys()]

describe('countWords', () => {
  it('counts words in lower case, without punctuation', () => {
    expect(countWords('Pool! (pool), "POOL" count')).toEqual(
      new Map([
        ['pool', 3],
        ['count', 1],
      ]),
    )
  })

  it.each([
    ['ArrayBuffer', ['array', 'buffer', 'arraybuffer']],
    ['HTTPServer', ['http', 'server', 'httpserver']],
    ['max_queue_wait', ['max', 'queu', 'wait', 'maxqueuwait']],
    ['worker.postMessage', ['worker', 'post', 'messag', 'workerpostmessag']],
    ['keep-alive', ['keep', 'aliv', 'keepaliv']],
  ])('counts %s as its parts and as a whole', (identifier, words) => {
    expect(wordsOf(identifier)).toEqual(words)
  })

  it('lets an identifier weigh little more than a word', () => {
    expect(countWords('ArrayBuffer')).toEqual(
      new Map([
        ['array', 0.8],
        ['buffer', 0.8],
        ['arraybuffer', 0.2],
      ]),
    )
  })

  it('reads other scripts, composed or not, and leaves signs out', () => {
    expect(wordsOf('Größe Ёлка 数据库 cafe\u0301 — 🚀 ++')).toEqual(['größe', 'ёлка', '数据库', 'café'].map(stem))
  })

  it('drops the apostrophe and reads the possessive as the word', () => {
    expect(wordsOf("worker's workers")).toEqual(['worker'])
  })

  it('keeps only the beginning of what is too long to be a word', () => {
    expect(wordsOf('x'.repeat(10_000))).toEqual(['x'.repeat(64)])
  })
})

describe('stem', () => {
  it.each([
    ['transfer', 'transfers', 'transferring', 'transferred'],
    ['cache', 'caches', 'caching', 'cached'],
    ['query', 'queries', 'querying', 'queried'],
    ['match', 'matches', 'matching', 'matched'],
    ['call', 'calls', 'calling', 'called'],
    ['pass', 'passes', 'passing', 'passed'],
  ])('brings the forms of "%s" together', (...forms) => {
    expect(new Set(forms.map(stem)).size).toBe(1)
  })

  it.each(['string', 'status', 'class', 'this', 'need', 'id', 'as'])('takes nothing off "%s"', (word) => {
    expect(stem(word)).toBe(word)
  })
})
