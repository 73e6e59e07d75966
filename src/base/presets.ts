/** Ready-made sizes to spread into `createPool`: `createPool({ ...presets.production, url })`. */
export const presets = {
  development: { size: 2 },
  production: { size: 5 },
  highConcurrency: { size: 15 },
} as const
