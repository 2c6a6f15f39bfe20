/** A refusal in a sentence: what, why, what now. */
import { TuttiError } from '@tutti/client'
import { toast } from '../shell/notice.ts'
import { lengthOf } from './words.ts'

/** For promises whose refusal is worth a word: `channel.pin(…).catch(refused('This cannot be pinned'))`. */
export const refused =
  (what: string) =>
  (error: unknown): void => {
    const code = error instanceof TuttiError ? error.code : 'internal'
    const wait =
      error instanceof TuttiError && error.retryMs !== undefined ? ` Try again in ${lengthOf(error.retryMs)}.` : ''
    toast({ text: `${what}: ${error instanceof Error ? error.message : 'something broke'}.${wait}`, code })
  }
