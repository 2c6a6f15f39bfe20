/** Where in the chat one is, in the address: `#room` or `#room/number`, and `?invite=code`. */

export interface Place {
  readonly room: string | undefined
  readonly n: number | undefined
}

/** Where everybody comes in. */
export const LOUNGE = 'lounge'

const SHAPE = /^#([\w.-]{1,64})(?:\/([1-9]\d{0,15}))?$/

export const parsePlace = (hash: string): Place => {
  const [, room, n] = SHAPE.exec(hash) ?? []
  return { room, n: n === undefined ? undefined : Number(n) }
}

export const placeHash = (room: string, n?: number): string => (n === undefined ? `#${room}` : `#${room}/${n}`)

/** What can be sent to somebody: without who I am in this window. */
export const placeAddress = (room: string, n?: number): string =>
  `${location.origin}${location.pathname}${placeHash(room, n)}`

export const inviteAddress = (code: string): string => `${location.origin}${location.pathname}?invite=${code}`

/** A code in the address is used once: it is taken out of it. */
export const takeInvite = (): string | undefined => {
  const here = new URL(location.href)
  const code = here.searchParams.get('invite')
  if (code === null || !/^[\w-]{1,32}$/.test(code)) return undefined
  here.searchParams.delete('invite')
  history.replaceState(null, '', here)
  return code
}
