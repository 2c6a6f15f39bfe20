/** Lets pages of allowed origins read our answers. Without credentials: tokens travel in a header that the page sets. */
import type { HttpResponse } from '../../ports.ts'
import type { Admission } from '../admission.ts'
import { COMMAND_HEADERS } from './commands.ts'
import { API_HEADERS } from './security.ts'

export const corsHeaders = (admission: Admission, origin: string | undefined): Record<string, string> => {
  if (origin === undefined) return {}
  if (!admission.allowsOrigin(origin)) return { vary: 'origin' }
  return { 'access-control-allow-origin': origin, vary: 'origin' }
}

export const preflight = (cors: Record<string, string>, methods: readonly string[]): HttpResponse => ({
  status: 204,
  headers: {
    ...API_HEADERS,
    ...cors,
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': ['authorization', 'content-type', ...COMMAND_HEADERS].join(', '),
    'access-control-max-age': '600',
  },
})
