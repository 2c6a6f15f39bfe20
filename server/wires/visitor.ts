/** Who wants into which document, as a foreign client's address and token say it. */
import { randomBytes } from 'node:crypto'
import type { Caller, User } from '../ports.ts'

export interface Visitor {
  readonly user: User
  readonly session: string
  readonly room: string
  /** What the client calls it: the title where it has to be made. */
  readonly name: string
  /** JOIN options: a share link's code, and its password. */
  readonly link: { readonly link?: string; readonly password?: string }
}

/** A link and its password stand in the address, as `?link=…&password=…`. */
export const visitorOf = (user: User, room: string, name: string, { query }: Caller): Visitor => {
  const link = query.get('link')
  const password = query.get('password')
  const session = randomBytes(12).toString('base64url')
  return { user, session, room, name, link: link === null ? {} : { link, ...(password !== null && { password }) } }
}
