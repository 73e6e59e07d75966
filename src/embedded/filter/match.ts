import { noVariant } from '../errors.ts'
import type { Json, JsonObject } from '../json.ts'
import { arrayOf, stringOf } from '../reader.ts'
import type { ValueCheck } from './values.ts'

type Tokenizer = (text: string) => string[]

export function matchCheck(match: JsonObject, tokenizer: Tokenizer | undefined): ValueCheck {
  if ('value' in match) {
    const wanted = keywordOf(match.value)
    return (value) => value === wanted
  }
  if ('any' in match) return oneOf(match.any)
  if ('except' in match) {
    const listed = oneOf(match.except)
    return (value) => value !== null && !listed(value)
  }
  if ('text' in match) return allTokens(stringOf(match.text), tokenizer)
  if ('text_any' in match) return anyToken(stringOf(match.text_any), tokenizer)
  if ('phrase' in match) return phrase(stringOf(match.phrase), tokenizer)
  throw noVariant('Match')
}

function oneOf(list: Json | undefined): ValueCheck {
  const wanted = new Set<Json>(arrayOf(list).map(keywordOf))
  return (value) => wanted.has(value)
}

/** Without a text index the whole text has to occur as it is, as in the real server. */
function allTokens(text: string, tokenizer: Tokenizer | undefined): ValueCheck {
  if (!tokenizer) return containing(text)
  const wanted = tokenizer(text)
  return (value) => {
    if (typeof value !== 'string' || wanted.length === 0) return false
    const tokens = new Set(tokenizer(value))
    return wanted.every((token) => tokens.has(token))
  }
}

function anyToken(text: string, tokenizer: Tokenizer | undefined): ValueCheck {
  const wanted = tokenizer ? tokenizer(text) : text.split(/\s+/).filter((token) => token !== '')
  return (value) => {
    if (typeof value !== 'string') return false
    if (!tokenizer) return wanted.some((token) => value.includes(token))
    const tokens = new Set(tokenizer(value))
    return wanted.some((token) => tokens.has(token))
  }
}

function phrase(text: string, tokenizer: Tokenizer | undefined): ValueCheck {
  if (!tokenizer) return containing(text)
  const wanted = ` ${tokenizer(text).join(' ')} `
  return (value) => typeof value === 'string' && ` ${tokenizer(value).join(' ')} `.includes(wanted)
}

function containing(text: string): ValueCheck {
  return (value) => typeof value === 'string' && value.includes(text)
}

function keywordOf(value: Json | undefined): Json {
  const isInteger = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))
  if (isInteger || typeof value === 'string' || typeof value === 'boolean') return value
  throw noVariant('Match')
}
