import { onTestFinished } from 'vitest'
import type { Clock } from '../../src/base/clock.ts'
import type { CommandIo } from '../../src/cli/output/command-io.ts'
import { runCommand } from '../../src/cli/run-command.ts'
import { runTop } from '../../src/cli/top/top.ts'
import { Keyboard } from './keyboard.ts'
import { TextSink } from './text-sink.ts'
import { until } from './until.ts'

const HOME = '\u001b[H'

export interface TopOptions {
  readonly isTTY?: boolean
  readonly env?: CommandIo['env']
  readonly stdout?: TextSink
  /** Without it, the command is called as the program calls it. */
  readonly clock?: Clock
}

/** `top` while it runs, on streams that the test looks at. */
export class RunningTop {
  readonly stdout: TextSink
  readonly stderr = new TextSink()
  readonly keyboard = new Keyboard()
  readonly interrupt = new AbortController()
  readonly code: Promise<number>

  constructor(args: readonly string[], { isTTY = false, env = {}, stdout, clock }: TopOptions = {}) {
    this.stdout = stdout ?? new TextSink({ isTTY })
    const { stderr, keyboard: stdin, interrupt } = this
    const io = { stdout: this.stdout, stderr, stdin, env, signal: interrupt.signal }
    this.code = clock === undefined ? runCommand(['top', ...args], io) : runTop([...args], io, clock)
    onTestFinished(() => interrupt.abort())
  }

  /** What was drawn on a terminal, a frame each. */
  get frames(): string[] {
    return this.stdout.text.split(HOME).slice(1)
  }

  async drew(count: number): Promise<this> {
    await until(() => this.frames.length >= count)
    return this
  }

  async wrote(text: string): Promise<this> {
    await until(() => this.stdout.text.includes(text))
    return this
  }
}
