/** What a region's commands answer. */
import type { Candidate, CourierView, DispatchPolicy, Look, Quote, RegionInfo } from './types.ts'

/** Answers of commands that have one; the others answer nothing. */
export interface DeliveryAnswers {
  readonly create: RegionInfo
  readonly settle: RegionInfo
  readonly online: CourierView
  readonly quote: Quote
  readonly order: { readonly order: string }
  readonly share: { readonly link: string }
  readonly look: Look
  readonly refund: { readonly refunded: number }
  readonly why: { readonly candidates: readonly Candidate[]; readonly policy: DispatchPolicy }
}
