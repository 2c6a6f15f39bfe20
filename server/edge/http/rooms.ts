/** The open rooms, of one kind or of all. */
import type { Contract } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { EngineSide } from '../../ports.ts'
import { json } from './route.ts'
import type { Route } from './route.ts'

export const roomsRoute = (engine: EngineSide, contracts: ReadonlyMap<string, Contract>): Route => ({
  methods: ['GET'],
  run: async (request) => {
    const kind = request.query.get('kind') ?? undefined
    if (kind !== undefined && !contracts.has(kind)) throw new TuttiError('unknown_kind')
    return json({ rooms: engine.list(kind) })
  },
})
