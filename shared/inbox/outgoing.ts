/** What an inbox hands to a channel that leaves the house, and what arrives at the other end. */
import { looseObject, object, optional, oneOf, text, integer, literal } from '../guards.ts'
import { check } from '../contract.ts'
import type { Guard } from '../contract.ts'
import { NOTICE_TYPES } from './contract.ts'
import type { Notice, NoticeType } from './contract.ts'

/** The payload of an outbound row. */
export interface Outgoing {
  /** Who wants to know, by mail `targetGone`, when there is nobody at the target any more. */
  readonly from: { readonly kind: string; readonly room: string; readonly target: string }
  readonly user: string
  readonly notice: Notice
}

/** Where a webhook goes, and what signs what it gets: the target of its outbound row, as JSON. */
export interface WebhookTarget {
  readonly url: string
  readonly secret: string
}

/** What a room is told as mail `targetGone`. */
export interface TargetGone {
  readonly user: string
  readonly target: string
  readonly reason: string
}

/** What a webhook's receiver and a browser's service worker read. */
export interface Delivery {
  /** Of this delivery, as in the header `tutti-id`: the same in every try, another for every target. */
  readonly id: string
  readonly user: string
  /** The notice's own id, as in the inbox. */
  readonly notice: string
  readonly type: NoticeType
  readonly title: string
  readonly text: string
  readonly kind?: string
  readonly room?: string
  readonly n?: number
  readonly at: number
}

const whole = () => integer(0, Number.MAX_SAFE_INTEGER)

const outgoingGuard: Guard<Outgoing> = object({
  from: object({ kind: text(1, 32), room: text(1, 64), target: text(1, 20) }),
  user: text(1, 256),
  notice: object({
    id: text(1, 20),
    type: oneOf(NOTICE_TYPES),
    title: text(0, 500),
    text: text(0, 4000),
    kind: optional(text(1, 32)),
    room: optional(text(1, 64)),
    n: optional(whole()),
    at: whole(),
    read: optional(literal(true)),
  }),
}) as Guard<Outgoing>

export const webhookTargetGuard: Guard<WebhookTarget> = object({ url: text(1, 2000), secret: text(1, 200) })

/** What a room tells a backend by webhook: news of its own kind. The payload of such an outbound row. */
export interface OutgoingNews {
  readonly from: Outgoing['from']
  readonly news: { readonly type: string; readonly [field: string]: unknown }
}

const newsGuard: Guard<OutgoingNews> = object({
  from: object({ kind: text(1, 32), room: text(1, 64), target: text(1, 20) }),
  news: looseObject({ type: text(1, 40) }),
}) as Guard<OutgoingNews>

const isNews = (payload: unknown): boolean => typeof payload === 'object' && payload !== null && 'news' in payload

/** What a webhook's receiver reads. @throws as readOutgoing() */
export const webhookBody = (id: string, payload: string): object => {
  const parsed: unknown = JSON.parse(payload)
  if (!isNews(parsed)) return deliveryOf(id, check(outgoingGuard, parsed))
  check(newsGuard, parsed)
  // All of it, not only what the guard names.
  return { ...(parsed as OutgoingNews).news, id }
}

/** Who wants to know when there is nobody at the target any more, and of whom it was. @throws as readOutgoing() */
export const senderOf = (payload: string): Pick<Outgoing, 'from' | 'user'> => {
  const parsed: unknown = JSON.parse(payload)
  return isNews(parsed) ? { from: check(newsGuard, parsed).from, user: '' } : check(outgoingGuard, parsed)
}

/** @throws TuttiError `bad_body`, or SyntaxError, where the payload is of something else */
export const readOutgoing = (payload: string): Outgoing => check(outgoingGuard, JSON.parse(payload))

export const deliveryOf = (id: string, { user, notice }: Outgoing): Delivery => ({
  id,
  user,
  notice: notice.id,
  type: notice.type,
  title: notice.title,
  text: notice.text,
  ...(notice.kind !== undefined && { kind: notice.kind }),
  ...(notice.room !== undefined && { room: notice.room }),
  ...(notice.n !== undefined && { n: notice.n }),
  at: notice.at,
})
