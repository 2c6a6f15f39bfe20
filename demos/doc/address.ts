/** Which document, in the address: `?d=<room>`, and `&k=<code>` of a link that carries a role. */
import type { DocType } from '@tutti/client/doc'

export interface Place {
  readonly room: string | undefined
  readonly link: string | undefined
}

const ROOM = /^[\w.-]{1,64}$/
const CODE = /^[\w-]{1,32}$/

export const parsePlace = (search: string): Place => {
  const asked = new URLSearchParams(search)
  const room = asked.get('d') ?? ''
  const link = asked.get('k') ?? ''
  return { room: ROOM.test(room) ? room : undefined, link: CODE.test(link) ? link : undefined }
}

/** The page that writes documents of a type. */
const PAGES: Readonly<Record<DocType, string>> = { rich: '/doc/', code: '/code/' }

/** What can be sent to somebody: without who I am in this window. */
export const docAddress = (room: string, link?: string, page = location.pathname): string => {
  const address = new URL(page, location.origin)
  address.searchParams.set('d', room)
  if (link !== undefined) address.searchParams.set('k', link)
  return address.href
}

/** The same for this window: who I am in it stays. */
export const ownAddress = (room: string, link?: string, page?: string): string => {
  const address = new URL(docAddress(room, link, page))
  const me = new URLSearchParams(location.search).get('me')
  if (me !== null) address.searchParams.set('me', me)
  return address.pathname + address.search
}

/** On the page that writes documents of that type. */
export const addressFor = (type: DocType, room: string, link?: string): string => ownAddress(room, link, PAGES[type])

/** A name that nobody guesses. */
export const newRoom = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => (byte % 36).toString(36)).join('')
