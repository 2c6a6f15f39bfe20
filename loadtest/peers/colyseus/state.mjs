/** What a Colyseus room of the load test shows of its players: the official schema, as small as it lets us. */
import { schema, t } from '@colyseus/schema'

export const Player = schema({ x: t.uint16(), y: t.uint16(), yaw: t.uint8(), health: t.uint8() }, 'Player')
export const Arena = schema({ players: t.map(Player) }, 'Arena')
export const Empty = schema({ members: t.uint16() }, 'Empty')
