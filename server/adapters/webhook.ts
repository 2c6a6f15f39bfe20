/** Webhooks: a notice as signed JSON, posted to an address of its user's. */
import { createHmac } from 'node:crypto'
import { check } from '../../shared/contract.ts'
import { webhookBody, webhookTargetGuard } from '../../shared/inbox/outgoing.ts'
import type { Clock, OutChannel, Sending } from '../ports.ts'
import { ForbiddenAddress, createOutside } from './outside-request.ts'
import type { OutsideAnswer, OutsideOptions } from './outside-request.ts'

export interface WebhookOptions extends OutsideOptions {
  readonly clock: Clock
}

export const createWebhookChannel = ({ clock, ...options }: WebhookOptions): OutChannel => {
  const outside = createOutside(options)
  return {
    name: 'webhook',
    async send(message) {
      const { url, secret } = check(webhookTargetGuard, JSON.parse(message.target))
      const body = JSON.stringify(webhookBody(message.id, message.payload))
      const timestamp = String(Math.floor(clock.wall() / 1000))
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'tutti',
        'tutti-id': message.id,
        'tutti-timestamp': timestamp,
        'tutti-signature': `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
      }
      return sending(() => outside.post(url, headers, body), [410])
    },
    close: () => outside.close(),
  }
}

/** @param gone statuses that say that nobody is there any more */
export const sending = async (post: () => Promise<OutsideAnswer>, gone: readonly number[]): Promise<Sending> => {
  let answer: OutsideAnswer
  try {
    answer = await post()
  } catch (thrown) {
    if (thrown instanceof ForbiddenAddress) return { is: 'never', reason: thrown.message }
    throw thrown
  }
  const { status, retryMs } = answer
  if (status >= 200 && status < 300) return { is: 'sent' }
  if (gone.includes(status)) return { is: 'gone', reason: `HTTP ${status}` }
  const reason = status >= 300 && status < 400 ? `HTTP ${status}: redirects are not followed` : `HTTP ${status}`
  return { is: 'later', reason, ...(retryMs !== undefined && { afterMs: retryMs }) }
}
