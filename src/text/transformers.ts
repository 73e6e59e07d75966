import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ConfigError } from '../base/errors.ts'
import { checkKnownOptions } from '../base/known-options.ts'
import { siblingModule } from '../base/sibling-module.ts'
import type { EmbedderSource } from './embedder.ts'

const LIBRARY = '@huggingface/transformers'
const POOLINGS = ['mean', 'cls', 'last_token'] as const
const OPTIONS = new Set(['pooling', 'normalize', 'dtype'])
/** Owner of the models that were converted for this library, for names without an owner. */
const USUAL_OWNER = 'Xenova'
/** What a local folder may hold, best first, and what the library calls it. */
const WEIGHTS: readonly (readonly [file: string, dtype: string])[] = [
  ['model.onnx', 'fp32'],
  ['model_fp16.onnx', 'fp16'],
  ['model_quantized.onnx', 'q8'],
  ['model_q4.onnx', 'q4'],
]

export interface TransformersOptions {
  /** How the vectors of a text's tokens become one. @default 'mean' */
  readonly pooling?: (typeof POOLINGS)[number]
  /** Scale vectors to length 1. @default true */
  readonly normalize?: boolean
  /** Precision of the weights: 'fp32', 'fp16', 'q8', 'q4', … @default what a local folder holds; else the library's default */
  readonly dtype?: string
}

/** What the module in the worker gets; `folder`: where a local model's folder lies. */
export interface TransformersSettings extends Required<Omit<TransformersOptions, 'dtype'>> {
  readonly library: string
  readonly model: string
  readonly folder: string | undefined
  readonly dtype: string | undefined
}

/**
 * A model of @huggingface/transformers 4 (an optional peer) in each worker, on the processor: a folder with `config.json`,
 * `tokenizer.json` and `onnx/`, by its path or file: URL; or a model of the Hugging Face hub, `owner/name` (a name alone is
 * taken as `Xenova/name`), which the library fetches once and keeps. Each worker computes with
 * max(1, floor(cores / workers)) threads. Texts longer than the model takes are cut.
 *
 * ```ts
 * const pool = await createPool({ size: 2, embedder: transformers('all-MiniLM-L6-v2', { dtype: 'q8' }) })
 * ```
 * @throws {ConfigError} on a wrong option, a folder that is missing, or where the library is not installed
 */
export function transformers(model: string | URL, options: TransformersOptions = {}): EmbedderSource {
  checkKnownOptions('transformers()', options, OPTIONS)
  const { pooling = 'mean', normalize = true, dtype } = options
  if (!POOLINGS.includes(pooling)) throw wrong('pooling', POOLINGS.map((name) => `'${name}'`).join(', '), pooling)
  if (typeof normalize !== 'boolean') throw wrong('normalize', 'true or false', normalize)
  if (dtype !== undefined && (typeof dtype !== 'string' || dtype === '')) throw wrong('dtype', 'a name', dtype)
  if (!(model instanceof URL) && (typeof model !== 'string' || model === ''))
    throw wrong('model', 'a name or a path', model)
  const folder = localFolder(model)
  const settings: TransformersSettings = {
    library: libraryUrl(),
    model: folder === undefined ? hubName(String(model)) : folder,
    folder,
    pooling,
    normalize,
    dtype: dtype ?? (folder === undefined ? undefined : dtypeIn(folder)),
  }
  return { module: siblingModule('./transformers-embedder', import.meta.url), options: settings }
}

/** Beside this package; else, for a command that was installed elsewhere, from the working folder. */
function libraryUrl(): string {
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return pathToFileURL(createRequire(from).resolve(LIBRARY)).href
    } catch {
      // The next place may have it.
    }
  }
  throw new ConfigError(`transformers() needs ${LIBRARY}, which is not installed`, {
    solutions: [`npm install ${LIBRARY}@4`, 'Take hashing() or openaiCompatible(), which need nothing'],
  })
}

function localFolder(model: string | URL): string | undefined {
  if (model instanceof URL || model.startsWith('file:')) {
    const url = new URL(model)
    if (url.protocol !== 'file:') throw wrong('model', 'a name, a path or a file: URL', url.href)
    return existing(fileURLToPath(url))
  }
  const isPath = isAbsolute(model) || /^\.{1,2}(?:[/\\]|$)/.test(model)
  if (isPath) return existing(resolve(model))
  return existsSync(join(model, 'config.json')) ? resolve(model) : undefined
}

function existing(folder: string): string {
  if (existsSync(join(folder, 'config.json'))) return folder.replace(/[/\\]+$/, '')
  throw new ConfigError(`transformers(): no model in ${folder}: it has no config.json`)
}

function dtypeIn(folder: string): string | undefined {
  const onnx = join(folder, 'onnx')
  const files = existsSync(onnx) ? new Set(readdirSync(onnx)) : new Set<string>()
  return WEIGHTS.find(([file]) => files.has(file))?.[1]
}

function hubName(model: string): string {
  return model.includes('/') ? model : `${USUAL_OWNER}/${model}`
}

function wrong(name: string, expected: string, got: unknown): ConfigError {
  return new ConfigError(`transformers(): expected \`${name}\` to be ${expected}, got ${JSON.stringify(got)}`)
}
