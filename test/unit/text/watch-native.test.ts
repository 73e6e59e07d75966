import { expect, it } from 'vitest'
import { watchNative } from '../../../src/text/watch-native.ts'

type Dlopen = typeof process.dlopen

it('tells of every native addon before it is loaded, and loads it as before', () => {
  const steps: unknown[] = []
  const target = {
    dlopen: function (this: unknown, ...args: unknown[]) {
      steps.push(['load', this === target, ...args])
      return 'loaded'
    } as unknown as Dlopen,
  }
  watchNative(target, () => steps.push('told'))
  expect(steps).toEqual([])
  expect(target.dlopen({ exports: {} }, 'a.node', 1)).toBe('loaded')
  target.dlopen({ exports: {} }, 'b.node')
  expect(steps).toEqual([
    'told',
    ['load', true, { exports: {} }, 'a.node', 1],
    'told',
    ['load', true, { exports: {} }, 'b.node'],
  ])
})

it('lets the failure of a load through', () => {
  const fails = () => {
    throw new Error('wrong architecture')
  }
  const target = { dlopen: fails as Dlopen }
  watchNative(target, () => {})
  expect(() => target.dlopen({ exports: {} }, 'a.node')).toThrow('wrong architecture')
})
