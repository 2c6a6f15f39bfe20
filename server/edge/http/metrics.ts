/** Metrics in Prometheus' text format, for whom the configuration lets read them. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { TuttiError } from '../../../shared/errors.ts'
import { bearer } from './route.ts'
import type { Route } from './route.ts'

export type MetricsAccess = 'on' | 'off' | { readonly token: string }

export const metricsRoute = (access: MetricsAccess, scrape: () => Promise<string>): Route => ({
  methods: ['GET'],
  run: async (request) => {
    if (access === 'off') throw new TuttiError('not_found')
    if (access !== 'on' && !same(bearer(request) ?? '', access.token)) throw new TuttiError('unauthenticated')
    const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }
    return { status: 200, headers, body: await scrape() }
  },
})

/** Hashed first, so that neither content nor length shows in the time it takes. */
const same = (given: string, wanted: string): boolean => {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(wanted))
}
