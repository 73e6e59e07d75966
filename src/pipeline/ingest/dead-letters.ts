import { type FileHandle, open } from 'node:fs/promises'
import { ConfigError } from '../../base/errors.ts'
import type { IngestFailure } from './options.ts'

/** A record that cannot be stored, and why. */
export interface Letter extends IngestFailure {
  /** The record as JSON. */
  readonly json: string
}

/** The file of records that could not be stored: one JSON object { at, reason, record } a line. */
export class DeadLetters {
  readonly #file: FileHandle
  #length: number

  private constructor(file: FileHandle, length: number) {
    this.#file = file
    this.#length = length
  }

  /**
   * Keeps the first `length` bytes of the file, which an earlier run has written, and drops the rest.
   * @throws ConfigError where it cannot be written
   */
  static async open(path: string, length: number): Promise<DeadLetters> {
    try {
      const file = await open(path, length === 0 ? 'w' : 'r+')
      const { size } = await file.stat()
      const kept = Math.min(length, size)
      await file.truncate(kept)
      return new DeadLetters(file, kept)
    } catch (cause) {
      const message = `ingest: the dead-letter file ${path} cannot be written: ${(cause as Error).message}`
      throw new ConfigError(message, { cause })
    }
  }

  /** In bytes. */
  get length(): number {
    return this.#length
  }

  async cut(length: number): Promise<void> {
    await this.#file.truncate(length)
    this.#length = length
  }

  async write(letters: readonly Letter[]): Promise<void> {
    if (letters.length === 0) return
    const lines = letters.map(
      ({ at, reason, json }) => `{"at":${JSON.stringify(at)},"reason":${JSON.stringify(reason)},"record":${json}}\n`,
    )
    const bytes = Buffer.from(lines.join(''))
    await this.#file.write(bytes, 0, bytes.length, this.#length)
    this.#length += bytes.length
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}
