/** A job of the past, asked for beside a room. */
import { TuttiError } from '../../../shared/errors.ts'
import type { Asking } from '../../engine/room.ts'
import type { Outcome, pastJobs } from './past-jobs.ts'

type Jobs = typeof pastJobs
type ResultOf<T extends keyof Jobs> = ReturnType<Jobs[T]> extends Outcome<infer R> ? R : never

/** @throws TuttiError whatever the job refused, or `overloaded`, `unavailable` */
export const asked = async <T extends keyof Jobs>(
  asking: Pick<Asking, 'job'>,
  name: T,
  input: Parameters<Jobs[T]>[0],
): Promise<ResultOf<T>> =>
  // What comes back is what the job of that name gives.
  resultOf((await asking.job(name, input)) as Outcome<ResultOf<T>>)

/** @throws TuttiError whatever the job refused; `unavailable` where it did not come to its end */
export const resultOf = <T>(outcome: Outcome<T> | undefined): T => {
  if (outcome === undefined) throw new TuttiError('unavailable')
  if ('refused' in outcome) throw new TuttiError(outcome.refused, outcome.detail)
  return outcome.result
}
