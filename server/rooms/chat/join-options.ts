/** What a JOIN of a channel may ask for. */
import { boolean, object, oneOf, optional, text } from '../../../shared/guards.ts'

export const joinOptions = object({
  create: optional(boolean()),
  with: optional(text(1, 128)),
  invite: optional(text(1, 32)),
  status: optional(oneOf(['online', 'away', 'dnd', 'invisible'])),
})
