import { unknownQuery } from '../errors.ts'
import { condition } from '../filter/condition.ts'
import { CLAUSES, compileFilter } from '../filter/filter.ts'
import { geoPoint } from '../filter/geo.ts'
import type { FilterContext, Predicate } from '../filter/predicate.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { parsePath } from '../json-path.ts'
import { arrayOf, numberOf, objectOf, optional, required, stringOf } from '../reader.ts'
import { FUNCTIONS, power, product, quotient, sum } from './arithmetic.ts'
import { type DecayKind, decay } from './decay.ts'
import type { Expression } from './expression.ts'
import { timeOf, type Variables } from './variables.ts'

type Parse = (parser: ExpressionParser, operand: Json, where: string) => Expression

/** By name. Of several in one object the first of this list counts. */
const OPERATORS: Readonly<Record<string, Parse>> = {
  geo_distance(parser, operand) {
    const { origin, to } = objectOf(operand, 'struct GeoDistanceParams')
    return parser.variables.distance(geoPoint(origin), parsePath(to))
  },
  datetime(_parser, operand) {
    const time = timeOf(stringOf(operand))
    return () => time
  },
  datetime_key: (parser, operand) => parser.variables.time(parsePath(operand)),
  mult: (parser, operand, where) => product(parser.list(operand, where)),
  sum: (parser, operand, where) => sum(parser.list(operand, where)),
  neg: (parser, operand, where) => FUNCTIONS.neg(parser.parse(operand, where)),
  abs: (parser, operand, where) => FUNCTIONS.abs(parser.parse(operand, where)),
  div(parser, operand, where) {
    const { left, right, by_zero_default } = objectOf(operand, 'struct DivParams')
    return quotient(
      parser.parse(left, `${where}.left`),
      parser.parse(right, `${where}.right`),
      optional(by_zero_default, singleOf),
    )
  },
  sqrt: (parser, operand, where) => FUNCTIONS.sqrt(parser.parse(operand, where)),
  pow(parser, operand, where) {
    const { base, exponent } = objectOf(operand, 'struct PowParams')
    return power(parser.parse(base, `${where}.base`), parser.parse(exponent, `${where}.exponent`))
  },
  exp: (parser, operand, where) => FUNCTIONS.exp(parser.parse(operand, where)),
  log10: (parser, operand, where) => FUNCTIONS.log10(parser.parse(operand, where)),
  ln: (parser, operand, where) => FUNCTIONS.ln(parser.parse(operand, where)),
  lin_decay: decayParser('lin_decay'),
  exp_decay: decayParser('exp_decay'),
  gauss_decay: decayParser('gauss_decay'),
}

const CONDITION_KEYS = ['key', 'has_id', 'has_vector', 'is_empty', 'is_null', 'nested']

/** Compiles an expression once, to be computed for every point. */
export class ExpressionParser {
  readonly variables: Variables
  readonly #context: FilterContext

  constructor(variables: Variables, context: FilterContext) {
    this.variables = variables
    this.#context = context
  }

  /** @throws ApiError 400 or 422 */
  parse(value: Json | undefined, where: string): Expression {
    if (typeof value === 'string') return this.variables.variable(value)
    if (!isObject(value)) {
      const constant = singleOf(value)
      return () => constant
    }
    const predicate = this.#condition(value, where)
    if (predicate) return ({ payload, slot }) => (predicate(payload, slot) ? 1 : 0)
    for (const [name, parse] of Object.entries(OPERATORS)) {
      if (name in value) return parse(this, required(value, name), `${where}.${name}`)
    }
    throw unknownQuery()
  }

  list(value: Json, where: string): Expression[] {
    return arrayOf(value).map((item, i) => this.parse(item, `${where}[${i}]`))
  }

  #condition(value: JsonObject, where: string): Predicate | undefined {
    if (CONDITION_KEYS.some((key) => key in value)) return condition(value, this.#context, where)
    const isFilter = Object.keys(value).every((key) => CLAUSES.includes(key))
    return isFilter ? compileFilter(value, this.#context, where) : undefined
  }
}

function decayParser(kind: DecayKind): Parse {
  return (parser, operand, where) => {
    const options = objectOf(operand, 'struct DecayParamsExpression')
    return decay(kind, {
      x: parser.parse(options.x, `${where}.x`),
      target: optional(options.target, (target) => parser.parse(target, `${where}.target`)),
      scale: optional(options.scale, singleOf),
      midpoint: optional(options.midpoint, singleOf),
    })
  }
}

/** Constants are single floats in the real server. */
function singleOf(value: Json | undefined): number {
  return Math.fround(numberOf(value))
}
