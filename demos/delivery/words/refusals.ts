/** Refusals in a sentence: what, why, what now; the code in small. */
import { TuttiError } from '@tutti/client'
import { toast } from '../../shell/notice.ts'
import { lengthOf } from '../../shell/words.ts'

/** Why, and what now; where a refusal says more itself, that is said instead of `why`. */
const WORDS: Readonly<Record<string, readonly [why: string, now: string]>> = {
  conflict: ['it was done already, or cannot be done now', ''],
  illegal_transition: ['the order has gone on meanwhile', 'What you see now is how it stands.'],
  quote_expired: ['the price was too old', 'Look at the new one, then order again.'],
  payment_pending: ['the card has not been checked yet', 'Try again in a moment.'],
  payment_declined: ['the bank declined the card', 'Choose another card, then order again.'],
  not_seen_there: ['you were not seen there', 'Come closer, or say why.'],
  wrong_pin: ['this is not the PIN', 'Ask the customer to read it out again.'],
  not_found: ['it is not there any more', ''],
  forbidden: ['it is not yours to do', ''],
  bad_body: ['something in it is not as it should be', ''],
  rate_limited: ['that was too much at once', ''],
  overloaded: ['there is too much to do right now', 'Try again in a minute.'],
  room_full: ['the region is full', 'Try again in a minute.'],
  unavailable: ['the host cannot do it right now', 'Try again in a moment.'],
  timeout: ['no answer came in time', 'Look whether it was done before you repeat it.'],
  unknown_room: ['there is no such region', ''],
  not_joined: ['your seat in the region is gone', 'Reload the page.'],
  replaced_seat: ['you went on in another window', 'Reload to go on here.'],
  kicked: ['your role here was taken away', ''],
  room_reset: ['the region was reloaded', 'Try again.'],
  internal: ['something broke on our side', 'Try again.'],
}

/** Why, as half a sentence. */
export const whyOf = (code: string): string => (WORDS[code] ?? ['the host ended it'])[0]

export const codeOf = (error: unknown): string => (error instanceof TuttiError ? error.code : 'internal')

/** `The order was not placed: the bank declined the card. Choose another card, then order again.` */
export const refusalText = (what: string, error: unknown): string => {
  const code = codeOf(error)
  const [why, now] = WORDS[code] ?? ['it was refused', '']
  const told = error instanceof TuttiError ? (error.detail ?? why) : why
  const wait =
    error instanceof TuttiError && error.retryMs !== undefined ? `Try again in ${lengthOf(error.retryMs)}.` : now
  return `${what}: ${told}.${wait === '' ? '' : ` ${wait}`}`
}

/** For promises: `seat.request(…).catch(refused('The order was not placed'))`. */
export const refused =
  (what: string) =>
  (error: unknown): void =>
    toast({ text: refusalText(what, error), code: codeOf(error) })
