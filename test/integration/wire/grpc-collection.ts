export const UUID = '0b1e4c8e-5a0f-4c55-9a2f-6d3b9f6a0d11'
export const BIG = 9007199254740993n

/** A collection with every kind of vector, and indexes on three fields. */
export const collection = {
  vectors: {
    dense: { size: 4, distance: 'Dot' },
    multi: { size: 2, distance: 'Dot', multivector_config: { comparator: 'max_sim' } },
  },
  sparse_vectors: { sparse: {} },
}
export const indexes = { n: 'integer', ratio: 'float', at: 'datetime', text: 'text' }

export const points = [
  {
    id: 1,
    vector: {
      dense: new Float32Array([1, 0, 0.1, 0]),
      sparse: { indices: [1, 7], values: [0.5, 2] },
      multi: [[1, 0.5], new Float32Array([0, 1]), [0.3, 0.3]],
    },
    payload: {
      city: 'Berlin',
      n: 1,
      ratio: 0.25,
      tags: ['a', 'b'],
      on: true,
      nothing: null,
      empty: [],
      far: 2 ** 52,
      least: -7,
      at: '2024-03-01T12:00:00Z',
      where: { lon: 13.4, lat: 52.5 },
      items: [
        { kind: 'x', size: 1 },
        { kind: 'y', size: 9 },
      ],
      text: 'the quick brown fox',
      left: undefined,
    },
  },
  {
    id: 2,
    vector: { dense: [0, 1, 0.05, 0.2], multi: [[0.5, 0.5]] },
    payload: {
      city: 'London',
      n: 2,
      ratio: 1,
      tags: [],
      where: { lon: -0.1, lat: 51.5 },
      at: '2024-05-01T12:00:00.5Z',
    },
  },
  {
    id: 3,
    vector: { dense: new Float64Array([0, 0, 1, 0]), sparse: { indices: [7], values: [1.5] } },
    payload: { city: 'Paris', n: 3, deep: { er: { key: 'v', list: [[1, 2.5], [], [null, undefined]] } } },
  },
  { id: BIG, vector: { dense: [0.5, 0.5, 0.5, 0.4] }, payload: { n: 4, big: BIG, text: 'a slow fox' } },
  { id: UUID, vector: { dense: [0.9, 0.1, 0.02, 0] }, payload: {} },
  { id: 6, vector: {} },
]

export const dense = { query: [1, 0.5, 0.3, 0.1], using: 'dense' }
export const near = (lon: number, lat: number, radius: number) => ({
  key: 'where',
  geo_radius: { center: { lon, lat }, radius },
})
