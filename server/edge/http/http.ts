/** HTTP beside the sockets: finds the route, and turns whatever it answers or throws into a response. */
import { ERRORS, toError, TuttiError } from '../../../shared/errors.ts'
import { LIMITS } from '../../../shared/limits.ts'
import { httpError } from '../../../shared/http-errors.ts'
import type { Contract } from '../../../shared/contract.ts'
import type { Clock, EngineSide, HttpRequest, HttpResponse, Log, TransportEvents } from '../../ports.ts'
import type { Admission, AdmissionOptions } from '../admission.ts'
import type { Auth } from '../auth.ts'
import type { UserLimits } from '../user-limits.ts'
import { commandRoutes } from './commands.ts'
import { corsHeaders, preflight } from './cors.ts'
import { exportRoutes } from './exports.ts'
import { fileRoutes } from './files.ts'
import { guestRoute } from './guest.ts'
import { metricsRoute } from './metrics.ts'
import type { MetricsAccess } from './metrics.ts'
import { openApiRoute } from './openapi.ts'
import type { KindExtras } from './openapi.ts'
import type { Pages } from './pages.ts'
import { healthRoute, readyRoute } from './probes.ts'
import { queryRoutes } from './queries.ts'
import { roomsRoute } from './rooms.ts'
import type { Route } from './route.ts'
import { API_HEADERS } from './security.ts'

export interface HttpParts {
  readonly engine: EngineSide
  readonly auth: Auth
  readonly clock: Clock
  readonly log: Log
  readonly contracts: ReadonlyMap<string, Contract>
  readonly config: Pick<AdmissionOptions, 'perAddress'> & { readonly metrics: MetricsAccess }
  /** What kinds have beside their contract. */
  readonly extras: ReadonlyMap<string, KindExtras>
  readonly admission: Admission
  readonly limits: UserLimits
  readonly failing: () => readonly string[]
  readonly scrape: () => Promise<string>
  readonly pages?: Pages | undefined
}

/** What the transport asks of it. */
export type Http = Pick<TransportEvents, 'request' | 'bodyLimit'>

export const createHttp = (parts: HttpParts): Http => {
  const { engine, auth, limits } = parts
  const fixed = new Map<string, Route>([
    ['/healthz', healthRoute()],
    ['/readyz', readyRoute(parts.failing)],
    ['/metrics', metricsRoute(parts.config.metrics, parts.scrape)],
    ['/openapi.json', openApiRoute(parts.contracts, parts.extras)],
    ['/v1/guest', guestRoute(parts.auth, parts.clock, parts.config.perAddress)],
    ['/v1/rooms', roomsRoute(parts.engine, parts.contracts)],
  ])
  const files = fileRoutes(engine, auth, limits)
  const exported = exportRoutes(engine, auth, limits, parts.log)
  const queries = queryRoutes(engine, auth, limits, parts.contracts)
  const commands = commandRoutes(engine, auth, parts.clock, limits, parts.contracts)
  const routeAt = (path: string): Route | undefined =>
    fixed.get(path) ?? files.at(path) ?? exported.at(path) ?? commands.at(path) ?? queries.at(path)

  const answer = async (request: HttpRequest): Promise<HttpResponse> => {
    const route = routeAt(request.path)
    if (route === undefined) {
      const page = parts.pages?.respond(request)
      if (page === undefined) throw new TuttiError('not_found')
      return page
    }
    const cors = corsHeaders(parts.admission, request.peer.origin)
    if (request.method === 'OPTIONS') return preflight(cors, route.methods)
    // HEAD is GET whose body the transport keeps to itself.
    const method = request.method === 'HEAD' ? 'GET' : request.method
    if (!route.methods.includes(method)) {
      const refusal = httpError(new TuttiError('bad_method'))
      return { ...refusal, headers: { ...API_HEADERS, ...cors, ...refusal.headers, allow: route.methods.join(', ') } }
    }
    const response = await route.run(request).catch((thrown: unknown) => failure(thrown))
    return { ...response, headers: { ...API_HEADERS, ...cors, ...response.headers } }
  }

  const failure = (thrown: unknown): HttpResponse => {
    const error = toError(thrown)
    if (ERRORS[error.code].status === 500) parts.log.error('an HTTP request failed', { cause: error.cause })
    return httpError(error)
  }

  return {
    bodyLimit: (method, path) => files.limit(method, path) ?? LIMITS.maxHttpBodyBytes,
    request: async (request) => {
      try {
        return await answer(request)
      } catch (thrown) {
        const response = failure(thrown)
        return { ...response, headers: { ...API_HEADERS, ...response.headers } }
      }
    },
  }
}
