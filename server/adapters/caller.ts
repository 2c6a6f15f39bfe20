/** Who asks for a WebSocket: read off the request before its upgrade. */
import type { HttpRequest } from 'uWebSockets.js'
import { TuttiError } from '../../shared/errors.ts'
import { PROTOCOL } from '../../shared/frames.ts'
import type { Caller, Peer } from '../ports.ts'

export const callerOf = (peer: Peer, req: HttpRequest): Caller => ({
  ...peer,
  path: decoded(req.getUrl()),
  query: new URLSearchParams(req.getQuery() ?? ''),
  protocols: req
    .getHeader('sec-websocket-protocol')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== ''),
})

/** F1: the one subprotocol that is spoken on every address but those with rules of their own. */
export const protocolRefusal = ({ protocols }: Caller): TuttiError | undefined =>
  protocols.includes(PROTOCOL)
    ? undefined
    : new TuttiError('bad_version', `ask for the WebSocket subprotocol ${PROTOCOL}`)

/** A path that cannot be decoded stays as it came: it names nothing that there is. */
const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
