/** Which room to play in: the one that the address names, else an open one, else a new one. */
import { fetchRooms } from '../home/rooms.ts'

const SHAPE = /^[\w.-]{1,64}$/

/** From `?room=…`; undefined when the address names none, or something that cannot be a name. */
export const askedRoom = (): string | undefined => {
  const asked = new URLSearchParams(location.search).get('room')
  return asked !== null && SHAPE.test(asked) ? asked : undefined
}

const OPEN = /^arena-\d+$/

/** One of the host's own arenas: nobody was asked to come to this one. */
export const isOpenRoom = (room: string): boolean => OPEN.test(room)

/** An arena that hardly anybody else can be in. */
export const newRoom = (): string => `arena-${1 + Math.floor(Math.random() * 900)}`

/** The fullest arena that still has a seat: company is what people come for. */
export const openRoom = async (): Promise<string> => {
  try {
    const rooms = (await fetchRooms('game')).filter((room) => isOpenRoom(room.room) && room.members < room.maxMembers)
    const [best] = [...rooms].sort((a, b) => b.members - a.members)
    if (best !== undefined) return best.room
    return newRoom()
  } catch {
    // The host is away: everybody who waits will meet in the first one.
    return 'arena-1'
  }
}
