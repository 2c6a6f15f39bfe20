/** H3: every query of every kind at `/v1/<kind>/<room>/<query>`, its body in the query string or as JSON. */
import type { Contract } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { EngineSide } from '../../ports.ts'
import type { Auth } from '../auth.ts'
import type { UserLimits } from '../user-limits.ts'
import { bytesAnswer, wantsBytes } from './bytes-answer.ts'
import { bodyOf, schemaOf } from './query-schema.ts'
import type { Schema } from './query-schema.ts'
import { holdRoom, json, jsonBody, roomPath, userOf } from './route.ts'
import type { Route } from './route.ts'

export const queryRoutes = (
  engine: EngineSide,
  auth: Auth,
  limits: UserLimits,
  contracts: ReadonlyMap<string, Contract>,
) => {
  const schemas = new Map<string, Schema>()
  for (const { kind, queries } of contracts.values()) {
    for (const [name, { guard }] of Object.entries(queries)) schemas.set(`${kind}/${name}`, schemaOf(guard))
  }
  return {
    at: (path: string): Route | undefined => {
      const place = roomPath(path)
      if (place === undefined || place.rest.length !== 1) return undefined
      const { kind, room } = place
      const [name] = place.rest
      if (name === undefined) return undefined
      return {
        methods: ['GET', 'POST'],
        run: async (request) => {
          if (!contracts.has(kind)) throw new TuttiError('unknown_kind')
          const schema = schemas.get(`${kind}/${name}`)
          if (schema === undefined) throw new TuttiError('unknown_query')
          holdRoom(room)
          const user = await userOf(request, auth)
          limits.take('query', user.id)
          const body = request.method === 'POST' ? ((await jsonBody(request)) ?? {}) : bodyOf(schema, request.query)
          const answer = (await engine.query(user, kind, room, name, body)) ?? null
          const bytes = wantsBytes(request) ? await bytesAnswer(request, kind, answer) : undefined
          return bytes ?? json(answer)
        },
      }
    },
  }
}
