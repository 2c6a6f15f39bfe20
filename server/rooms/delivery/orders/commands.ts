/** What can be asked of one order, and what the region knows when it is asked. */
import type { PaymentStep } from '../../../../shared/delivery/payment.ts'
import type { RefundWish } from '../../../../shared/delivery/refund.ts'
import type { Placed } from './order.ts'

/** `epoch`: of the offer or the assignment that is meant. */
export type Command =
  /** `paid`: there is a way to take money, and the card is asked. */
  | { readonly do: 'place'; readonly order: Placed; readonly paid: boolean }
  /** `readyMs` absent: as it was said when it was placed. */
  | { readonly do: 'confirm'; readonly readyMs?: number }
  | { readonly do: 'prepare' }
  | { readonly do: 'ready' }
  | { readonly do: 'pickUp'; readonly epoch: number; readonly reason?: string | undefined }
  | { readonly do: 'depart'; readonly epoch: number }
  | {
      readonly do: 'deliver'
      readonly epoch: number
      readonly pin?: string | undefined
      readonly photo?: string | undefined
      readonly reason?: string | undefined
    }
  | { readonly do: 'cancel'; readonly reason?: string | undefined }
  | { readonly do: 'offer'; readonly courier: string }
  | {
      readonly do: 'endOffer'
      readonly epoch: number
      readonly why: 'offer_declined' | 'offer_expired' | 'offer_withdrawn'
    }
  /** By its courier: accepts the offer. By others: gives it to `courier`. */
  | { readonly do: 'assign'; readonly courier: string; readonly epoch?: number }
  | { readonly do: 'arrive'; readonly epoch: number }
  | { readonly do: 'unassign'; readonly reason?: string | undefined }
  /** By the system: seen near the door; or, before the pickup, at the counter for a long time. */
  | { readonly do: 'notice'; readonly what: 'waiting' | 'arriving' | 'arrived_door'; readonly epoch: number }
  /** By the system: it will be there at `toMs` at the latest, which is later than was said. */
  | { readonly do: 'slip'; readonly toMs: number }
  /** By the system: nobody has taken it for a long time. */
  | { readonly do: 'alert' }
  /** By the system: nothing has been heard of its courier since then, or something is again. */
  | { readonly do: 'silent'; readonly sinceMs: number }
  | { readonly do: 'heard' }
  /** By the system: the house adds so much to the pay, all in all; more than before. */
  | { readonly do: 'raise'; readonly bonus: number }
  | { readonly do: 'refund'; readonly wish: RefundWish; readonly reason: string }
  /** By the system: what became of a message to the payment channel. */
  | {
      readonly do: 'paid'
      readonly key: string
      readonly step: PaymentStep
      readonly is: 'done' | 'declined' | 'failed'
      readonly note?: string | undefined
    }

/** What holds beside the order when something is asked of it. */
export interface Knows {
  /** Unix ms. */
  readonly wallMs: number
  /** The quote was opened, and is its customer's. */
  readonly quoteValid: boolean
  readonly open: boolean
  readonly available: boolean
  /** Its courier was seen at the restaurant, and at the door, under the present assignment. */
  readonly seenPickup: boolean
  readonly seenDrop: boolean
  /** What a customer pays who cancels a confirmed order too late. */
  readonly cancelFee: number
}

/** What holds where no guard asks. */
export const KNOWS_NOTHING: Omit<Knows, 'wallMs'> = {
  quoteValid: false,
  open: false,
  available: false,
  seenPickup: false,
  seenDrop: false,
  cancelFee: 0,
}

/** What comes of a command. */
export interface Answer {
  /** The order's last event. */
  readonly n: number
  readonly order?: string
  readonly refunded?: number
  /** Something came of it, and yet it is refused: with this code. */
  readonly refused?: 'wrong_pin'
}
