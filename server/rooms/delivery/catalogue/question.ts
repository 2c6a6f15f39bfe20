/** What was asked for, checked, with what goes along from page to page. */
import { WEEK_MINUTES } from '../../../../shared/delivery/hours.ts'
import type { Place } from '../../../../shared/delivery/order-types.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { tieOf } from './listing.ts'
import type { Sort, Standing } from './listing.ts'
import { wantedWords } from './words.ts'

/** As the query `restaurants` brings it. */
export interface Asked {
  readonly near?: Place | undefined
  readonly radiusM?: number | undefined
  readonly text?: string | undefined
  readonly cuisines?: readonly string[] | undefined
  readonly priceMax?: number | undefined
  readonly ratingMin?: number | undefined
  readonly etaMaxMin?: number | undefined
  readonly open?: boolean | undefined
  readonly delivers?: boolean | undefined
  readonly sort?: Sort | undefined
  readonly limit?: number | undefined
  readonly after?: string | undefined
}

/** The last of a page, and as of when the pages are: of which version, and at which minute of the week. */
export interface Cursor extends Standing {
  readonly version: number
  readonly weekMinute: number
}

export interface Question extends Omit<Asked, 'text' | 'sort' | 'limit' | 'after'> {
  /** Undefined: any; empty: nothing fits. */
  readonly words: readonly string[] | undefined
  readonly sort: Sort
  readonly limit: number
  readonly after: Cursor | undefined
}

/** @throws TuttiError `bad_body` for distances from nowhere, and for an `after` that no page has given */
export const questionOf = ({ text, sort, limit = DELIVERY.page, after, ...rest }: Asked): Question => {
  const placeless = rest.near === undefined
  if (
    placeless &&
    (rest.radiusM !== undefined ||
      rest.etaMaxMin !== undefined ||
      rest.delivers !== undefined ||
      sort === 'distance' ||
      sort === 'eta')
  )
    throw new TuttiError(
      'bad_body',
      'near what? a radius, an arrival time, a distance and who delivers begin at `near`',
    )
  return {
    ...rest,
    words: text === undefined ? undefined : wantedWords(text),
    sort: sort ?? (text !== undefined || placeless ? 'relevance' : 'distance'),
    limit,
    after: after === undefined ? undefined : readCursor(after),
  }
}

const BASE = 36

export const cursorText = ({ version, weekMinute, key, id }: Omit<Cursor, 'tie'>): string =>
  `${version.toString(BASE)}.${weekMinute.toString(BASE)}.${key.toString(BASE)}.${id}`

const readCursor = (text: string): Cursor => {
  const found = /^([0-9a-z]{1,10})\.([0-9a-z]{1,3})\.(-?[0-9a-z]{1,8})\.(.+)$/su.exec(text)
  const [version, weekMinute, key] = (found?.slice(1, 4) ?? []).map((part) => parseInt(part, BASE))
  if (found === null || version === undefined || weekMinute! >= WEEK_MINUTES)
    throw new TuttiError('bad_body', 'no page has given this `after`')
  const id = found[4]!
  return { version, weekMinute: weekMinute!, key: key!, id, tie: tieOf(id) }
}
