import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { onTestFinished } from 'vitest'

const STAGES = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const

export type Stage = (typeof STAGES)[number]

/** Calls `listener` with what is published under `name`, until the test ends. */
export function onChannel<T>(name: string, listener: (message: T) => void): void {
  const heard = (message: unknown) => listener(message as T)
  subscribe(name, heard)
  onTestFinished(() => void unsubscribe(name, heard))
}

/** What is published under `qdrant-worker-pool:{name}` until the test ends. */
export function heardOn<T>(name: string): T[] {
  const heard: T[] = []
  onChannel<T>(`qdrant-worker-pool:${name}`, (message) => heard.push(message))
  return heard
}

/** Every stage of what is traced under `qdrant-worker-pool:{name}`, in the order of its publishing. */
export function tracedOn<T>(name: string) {
  const all: { readonly stage: Stage; readonly message: T }[] = []
  for (const stage of STAGES)
    onChannel<T>(`tracing:qdrant-worker-pool:${name}:${stage}`, (message) => all.push({ stage, message }))
  return {
    /** In its order, over all messages. */
    get stages() {
      return all.map(({ stage }) => stage)
    },
    stagesOf: (wanted: T) => all.filter(({ message }) => message === wanted).map(({ stage }) => stage),
    /** Of each trace, the one object that all of its stages share. */
    get messages() {
      return [...new Set(all.map(({ message }) => message))]
    },
  }
}
