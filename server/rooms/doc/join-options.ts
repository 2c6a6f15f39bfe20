/** What a JOIN of a document may ask for. */
import { DOC } from '../../../shared/doc/rules.ts'
import { boolean, object, optional, text } from '../../../shared/guards.ts'

export const joinOptions = object({
  create: optional(boolean()),
  link: optional(text(1, 32)),
  password: optional(text(1, DOC.passwordMax)),
})
