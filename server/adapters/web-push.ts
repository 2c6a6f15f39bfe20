/** Web push: a notice encrypted for one browser, handed to its push service. */
import webPush from 'web-push'
import { check } from '../../shared/contract.ts'
import type { Guard } from '../../shared/contract.ts'
import { object, text } from '../../shared/guards.ts'
import { deliveryOf, readOutgoing } from '../../shared/inbox/outgoing.ts'
import type { OutChannel } from '../ports.ts'
import { createOutside } from './outside-request.ts'
import type { OutsideOptions } from './outside-request.ts'
import { sending } from './webhook.ts'

/** How long a push service keeps it for a device that is off. */
const KEEP_S = 3 * 86_400

export interface WebPushOptions extends OutsideOptions {
  /** VAPID, in base64url. */
  readonly publicKey: string
  readonly privateKey: string
  /** Whom a push service may write to: `mailto:` or an https address. */
  readonly contact: string
}

const subscriptionGuard: Guard<webPush.PushSubscription> = object({
  endpoint: text(1, 2000),
  keys: object({ p256dh: text(1, 100), auth: text(1, 50) }),
})

export const createWebPushChannel = (options: WebPushOptions): OutChannel => {
  const outside = createOutside(options)
  const { publicKey, privateKey, contact } = options
  return {
    name: 'push',
    async send({ id, target, payload }) {
      const subscription = check(subscriptionGuard, JSON.parse(target))
      const words = JSON.stringify(deliveryOf(id, readOutgoing(payload)))
      const details = webPush.generateRequestDetails(subscription, words, {
        vapidDetails: { subject: contact, publicKey, privateKey },
        TTL: KEEP_S,
        urgency: 'normal',
        // A service that has not delivered the first try yet replaces it by the next.
        topic: id,
      })
      return sending(() => outside.post(details.endpoint, headersOf(details.headers), details.body), [404, 410])
    },
    close: () => outside.close(),
  }
}

const headersOf = (headers: webPush.Headers): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
