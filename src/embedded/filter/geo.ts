import { malformedAtEnd } from '../errors.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { arrayOf, describe, numberOf, objectOf } from '../reader.ts'
import type { ValueCheck } from './values.ts'

export interface GeoPoint {
  readonly lon: number
  readonly lat: number
}

const EARTH_RADIUS_M = 6_371_008.8

export function geoRadius(value: Json): ValueCheck {
  const circle = objectOf(value, 'struct GeoRadius')
  const center = geoPoint(circle.center)
  const radius = numberOf(circle.radius)
  return located((point) => distanceM(center, point) < radius)
}

export function geoBoundingBox(value: Json): ValueCheck {
  const box = objectOf(value, 'struct GeoBoundingBox')
  const west = geoPoint(box.top_left)
  const east = geoPoint(box.bottom_right)
  const crossesDateLine = west.lon > east.lon
  return located(({ lon, lat }) => {
    const isBetween = crossesDateLine ? lon > west.lon || lon < east.lon : lon > west.lon && lon < east.lon
    return isBetween && lat > east.lat && lat < west.lat
  })
}

export function geoPolygon(value: Json): ValueCheck {
  const polygon = objectOf(value, 'struct GeoPolygon')
  const exterior = ring(polygon.exterior)
  const interiors = arrayOf(polygon.interiors ?? []).map(ring)
  return located((point) => isInside(point, exterior) && !interiors.some((hole) => isInside(point, hole)))
}

function located(check: (point: GeoPoint) => boolean): ValueCheck {
  return (value) =>
    isObject(value) &&
    typeof value.lon === 'number' &&
    typeof value.lat === 'number' &&
    check({ lon: value.lon, lat: value.lat })
}

/** @throws ApiError 400 */
export function geoPoint(value: Json | undefined): GeoPoint {
  const point = objectOf(value, 'struct GeoPoint')
  const problem = geoProblem(point)
  if (problem !== undefined) throw malformedAtEnd(problem)
  return { lon: numberOf(point.lon), lat: numberOf(point.lat) }
}

/** What keeps an object from being a point on the globe. */
export function geoProblem(point: JsonObject): string | undefined {
  for (const field of ['lon', 'lat']) {
    const value = point[field]
    if (value === undefined) return `missing field \`${field}\``
    if (typeof value !== 'number') return `invalid type: ${describe(value)}, expected f64`
  }
  const { lon, lat } = point
  if (Math.abs(Number(lat)) <= 90 && Math.abs(Number(lon)) <= 180) return undefined
  return `Wrong format of GeoPoint payload: expected \`lat\` = ${lat} within [-90;90] and \`lon\` = ${lon} within [-180;180]`
}

function ring(value: Json | undefined): GeoPoint[] {
  const points = arrayOf(objectOf(value, 'struct GeoLineString').points).map(geoPoint)
  const first = points[0]
  const last = points.at(-1)
  const isClosed = first && last && first.lon === last.lon && first.lat === last.lat
  if (points.length >= 4 && isClosed) return points
  throw malformedAtEnd(
    isClosed || points.length < 4
      ? `polygon invalid, the size must be at least 4, got ${points.length}`
      : 'polygon invalid, the first and the last points should be the same to form a closed line',
  )
}

/** Great-circle distance in metres. */
export function distanceM(a: GeoPoint, b: GeoPoint): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const dLat = radians(b.lat - a.lat)
  const dLon = radians(b.lon - a.lon)
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLon / 2) ** 2
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(h))
}

/** Counts the edges that a ray to the east crosses. */
function isInside(point: GeoPoint, edges: readonly GeoPoint[]): boolean {
  let inside = false
  for (const [i, to] of edges.entries()) {
    const from = edges[i - 1]
    if (!from || from.lat > point.lat === to.lat > point.lat) continue
    const crossing = from.lon + ((point.lat - from.lat) / (to.lat - from.lat)) * (to.lon - from.lon)
    if (point.lon < crossing) inside = !inside
  }
  return inside
}
