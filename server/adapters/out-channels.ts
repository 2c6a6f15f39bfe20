/** All ways out of the house that are set up. */
import { join } from 'node:path'
import type { Clock, OutChannel } from '../ports.ts'
import { createEmailChannel } from './email.ts'
import type { EmailOptions } from './email.ts'
import { createTestPayments } from './test-payments.ts'
import { createWebPushChannel } from './web-push.ts'
import type { WebPushOptions } from './web-push.ts'
import { createWebhookChannel } from './webhook.ts'

export interface OutChannelsOptions {
  readonly privateWebhooks: boolean
  /** Undefined: there is no e-mail. */
  readonly smtp: EmailOptions | undefined
  /** `test`: a provider that takes no money. */
  readonly payments: 'test' | 'none'
  readonly push: Pick<WebPushOptions, 'publicKey' | 'privateKey' | 'contact'>
}

export const createOutChannels = (options: OutChannelsOptions, dataDir: string, clock: Clock): OutChannel[] => {
  const { payments, privateWebhooks, push, smtp } = options
  return [
    createWebhookChannel({ clock, allowPrivate: privateWebhooks }),
    createWebPushChannel({ ...push, allowPrivate: privateWebhooks }),
    ...(smtp === undefined ? [] : [createEmailChannel(smtp)]),
    ...(payments === 'none' ? [] : [createTestPayments({ path: join(dataDir, 'payments.ndjson') })]),
  ]
}
