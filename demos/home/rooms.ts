/** What the host says of its rooms over HTTP. */

export interface RoomFact {
  readonly kind: string
  readonly room: string
  readonly members: number
  readonly maxMembers: number
  /** What the room says of itself; each kind has its own. */
  readonly summary: unknown
}

/** Rejects when the host is away. */
export const fetchRooms = async (kind?: string): Promise<readonly RoomFact[]> => {
  const response = await fetch(kind === undefined ? '/v1/rooms' : `/v1/rooms?kind=${encodeURIComponent(kind)}`)
  if (!response.ok) throw new Error(`rooms: ${response.status}`)
  const body: unknown = await response.json()
  const list = typeof body === 'object' && body !== null && 'rooms' in body ? body.rooms : body
  return Array.isArray(list) ? list.filter(isRoom) : []
}

const isRoom = (value: unknown): value is RoomFact =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  typeof value.kind === 'string' &&
  'room' in value &&
  typeof value.room === 'string' &&
  'members' in value &&
  typeof value.members === 'number' &&
  'maxMembers' in value &&
  typeof value.maxMembers === 'number'

/** A public fact of a room's summary that is a number. */
export const numberOf = (summary: unknown, name: string): number | undefined => {
  if (typeof summary !== 'object' || summary === null) return undefined
  const value: unknown = Object.entries(summary).find(([key]) => key === name)?.[1]
  return typeof value === 'number' ? value : undefined
}
