/** H10: long answers, streamed at `/v1/<kind>/<room>/<name>.ndjson`, one JSON object a line. */
import { toError } from '../../../shared/errors.ts'
import type { EngineSide, Log } from '../../ports.ts'
import type { Auth } from '../auth.ts'
import type { UserLimits } from '../user-limits.ts'
import { holdRoom, jsonText, roomPath, userOf } from './route.ts'
import type { Route } from './route.ts'

const ENDING = '.ndjson'
/** Lines are sent together: a chunk for each would cost more than its line. */
const CHUNK_LENGTH = 32 * 1024

export const exportRoutes = (engine: EngineSide, auth: Auth, limits: UserLimits, log: Log) => ({
  at: (path: string): Route | undefined => {
    const place = roomPath(path)
    const file = place?.rest[0]
    if (place === undefined || place.rest.length !== 1 || file?.endsWith(ENDING) !== true) return undefined
    const { kind, room } = place
    const name = file.slice(0, -ENDING.length)
    return {
      methods: ['GET'],
      run: async (request) => {
        holdRoom(room)
        const user = await userOf(request, auth)
        limits.take('export', user.id)
        const objects = await engine.export(user, kind, room, name)
        const headers = {
          'content-type': 'application/x-ndjson; charset=utf-8',
          'content-disposition': `attachment; filename="${name}${ENDING}"`,
        }
        return { status: 200, headers, body: lines(objects, log) }
      },
    }
  },
})

async function* lines(objects: AsyncIterable<object>, log: Log): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let chunk = ''
  try {
    for await (const object of objects) {
      chunk += `${jsonText(object)}\n`
      if (chunk.length < CHUNK_LENGTH) continue
      yield encoder.encode(chunk)
      chunk = ''
    }
  } catch (thrown) {
    // The answer has begun: that it ends early is all that can still be said.
    log.error('an export failed', { cause: toError(thrown).cause ?? thrown })
    throw thrown
  }
  if (chunk !== '') yield encoder.encode(chunk)
}
