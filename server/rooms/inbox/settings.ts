/** What an inbox has to know of its host, and what it must not make itself. */
import type { Asking, HostFacts } from '../../engine/room.ts'

/** Nothing leaves the house: an inbox without a host that says more. */
export const INDOORS: HostFacts = { channels: [], pushKey: '', privateWebhooks: false }

/** What addTarget needs and no room can make. */
export interface Secrets {
  readonly secret: string
  readonly code: string
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** No 0 and 1, which are taken for O and I when a code is typed. */
const CODE_LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const CODE_LENGTH = 8

export const newSecrets = (asking: Pick<Asking, 'secret'>): Secrets => {
  const letters = Array.from(asking.secret().slice(0, CODE_LENGTH))
  return {
    secret: asking.secret() + asking.secret(),
    code: letters.map((letter) => CODE_LETTERS[BASE64URL.indexOf(letter) % CODE_LETTERS.length]).join(''),
  }
}
