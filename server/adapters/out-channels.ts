/** All ways out of the house that are set up. */
import type { Clock, OutChannel } from '../ports.ts'
import { createEmailChannel } from './email.ts'
import type { EmailOptions } from './email.ts'
import { createWebPushChannel } from './web-push.ts'
import type { WebPushOptions } from './web-push.ts'
import { createWebhookChannel } from './webhook.ts'

export interface OutChannelsOptions {
  readonly privateWebhooks: boolean
  /** Undefined: there is no e-mail. */
  readonly smtp: EmailOptions | undefined
  readonly push: Pick<WebPushOptions, 'publicKey' | 'privateKey' | 'contact'>
}

export const createOutChannels = (options: OutChannelsOptions, clock: Clock): OutChannel[] => {
  const { privateWebhooks, push, smtp } = options
  return [
    createWebhookChannel({ clock, allowPrivate: privateWebhooks }),
    createWebPushChannel({ ...push, allowPrivate: privateWebhooks }),
    ...(smtp === undefined ? [] : [createEmailChannel(smtp)]),
  ]
}
