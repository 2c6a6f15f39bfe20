/** H4: whether the process lives, and whether it takes connections. */
import { TuttiError } from '../../../shared/errors.ts'
import { httpError } from '../../../shared/http-errors.ts'
import { json } from './route.ts'
import type { Route } from './route.ts'

export const healthRoute = (): Route => ({
  methods: ['GET'],
  run: () => Promise.resolve(json({ status: 'ok' })),
})

export const readyRoute = (failing: () => readonly string[]): Route => ({
  methods: ['GET'],
  run: () => {
    const names = failing()
    if (names.length === 0) return Promise.resolve(json({ status: 'ready' }))
    return Promise.resolve(httpError(new TuttiError('unavailable', `not ready: ${names.join(', ')}`)))
  },
})
