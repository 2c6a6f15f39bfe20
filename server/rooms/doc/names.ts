/** How people are named in documents. */
import type { Member } from '../../engine/room.ts'

const MAX = 64

/** What they sign in with, of a length that fits beside a cursor. */
export const nameOf = ({ user }: Member): string => user.name.slice(0, MAX)
