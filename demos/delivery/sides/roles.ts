/** The sides of the page: what each is called, what one does there, and where its code is. */
import type { SideName } from '../address.ts'
import type { Mount } from '../desk.ts'

export interface RoleFacts {
  readonly title: string
  readonly sentence: string
  /** Comes when it is needed. */
  load(): Promise<{ readonly mount: Mount }>
}

export const ROLES: Readonly<Record<SideName | 'guest', RoleFacts>> = {
  customer: {
    title: 'Customer',
    sentence: 'Order something, and watch it come.',
    load: () => import('../customer/mount.ts'),
  },
  guest: {
    title: 'Shared order',
    sentence: 'Somebody lets you see where their order is.',
    load: () => import('../customer/mount.ts'),
  },
  restaurant: {
    title: 'Restaurant',
    sentence: 'Accept it, cook it, hand it over.',
    load: () => import('../restaurant/mount.ts'),
  },
  courier: {
    title: 'Courier',
    sentence: 'Take an offer, ride, deliver.',
    load: () => import('../courier/mount.ts'),
  },
  dispatcher: {
    title: 'Dispatch',
    sentence: 'Everybody at once, and why who was asked.',
    load: () => import('../board/mount.ts'),
  },
}
