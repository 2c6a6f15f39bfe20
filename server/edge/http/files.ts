/** H6–H9: files that members put beside a room, at `/v1/<kind>/<room>/files`. */
import { TuttiError } from '../../../shared/errors.ts'
import type { EngineSide } from '../../ports.ts'
import type { Auth } from '../auth.ts'
import type { UserLimits } from '../user-limits.ts'
import { fileName } from './file-name.ts'
import { fileResponse } from './file-response.ts'
import { agrees, mediaType } from './media-type.ts'
import { holdRoom, json, roomPath, userOf } from './route.ts'
import type { Route, RoomPath } from './route.ts'

/** What a kind's files are held to. */
export interface FileRules {
  readonly maxBytes: number
  readonly types: readonly string[]
}

export const fileRoutes = (engine: EngineSide, auth: Auth, limits: UserLimits) => {
  const put = ({ kind, room }: RoomPath): Route => ({
    methods: ['POST'],
    run: async (request) => {
      const files = engine.files(kind)
      holdRoom(room)
      const user = await userOf(request, auth)
      limits.take('upload', user.id)
      const type = mediaType(request.headers.get('content-type'))
      if (type === undefined || !files.types.includes(type)) {
        throw new TuttiError('bad_body', 'files of this type are not taken here')
      }
      const name = fileName(request.query.get('name') ?? '')
      const content = async (): Promise<Uint8Array> => {
        const bytes = await request.body(files.maxBytes)
        if (bytes.length === 0) throw new TuttiError('bad_body', 'the file is empty')
        if (!agrees(type, bytes)) throw new TuttiError('bad_body', `the file is not ${type}`)
        return bytes
      }
      return json(await files.put(user, room, name, type, content), 201)
    },
  })

  const get = ({ kind, room }: RoomPath, hash: string): Route => ({
    methods: ['GET'],
    run: async (request) => {
      const files = engine.files(kind)
      holdRoom(room)
      const user = await userOf(request, auth)
      limits.take('query', user.id)
      if (!/^[0-9a-f]{64}$/.test(hash)) throw new TuttiError('not_found')
      return fileResponse(request, hash, await files.read(user, room, hash))
    },
  })

  return {
    at: (path: string): Route | undefined => {
      const place = roomPath(path)
      if (place === undefined || place.rest[0] !== 'files') return undefined
      const [, hash] = place.rest
      if (place.rest.length === 1) return put(place)
      return place.rest.length === 2 && hash !== undefined ? get(place, hash) : undefined
    },
    /** What a request may carry that puts a file; undefined: it does not. */
    limit: (method: string, path: string): number | undefined => {
      const place = method === 'POST' ? roomPath(path) : undefined
      if (place === undefined || place.rest.length !== 1 || place.rest[0] !== 'files') return undefined
      try {
        return engine.files(place.kind).maxBytes
      } catch {
        return undefined // The route will say what is wrong.
      }
    },
  }
}
