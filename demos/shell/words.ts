/** Times and counts as people say them. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })
const thisYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const otherYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' })
const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })

export const timeOf = (at: number): string => clock.format(at)
export const wholeTime = (at: number): string => full.format(at)

/** Of this machine's calendar: what two times of one day have in common. */
export const dayKey = (at: number): number => {
  const date = new Date(at)
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate()
}

export const dayName = (at: number, now = Date.now()): string => {
  if (dayKey(at) === dayKey(now)) return 'Today'
  if (dayKey(at) === dayKey(now - DAY)) return 'Yesterday'
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? thisYear.format(at) : otherYear.format(at)
}

/** As short as it can be: the time today, else the day. */
export const whenShort = (at: number, now = Date.now()): string =>
  dayKey(at) === dayKey(now) ? timeOf(at) : dayKey(at) === dayKey(now - DAY) ? 'Yesterday' : short.format(at)

export const agoOf = (at: number, now = Date.now()): string => {
  const gone = now - at
  if (gone < MINUTE) return 'just now'
  if (gone < HOUR) return `${Math.floor(gone / MINUTE)} min ago`
  if (gone < DAY) return `${Math.floor(gone / HOUR)} h ago`
  return gone < 2 * DAY ? 'yesterday' : short.format(at)
}

/** A length of time to come: `45 s`, `2 min`, `3 h`, `5 days`. */
export const lengthOf = (ms: number): string => {
  if (ms < 90_000) return `${Math.max(1, Math.ceil(ms / 1000))} s`
  if (ms < 90 * MINUTE) return `${Math.round(ms / MINUTE)} min`
  return ms < 2 * DAY ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / DAY)} days`
}

export const untilOf = (at: number, now = Date.now()): string =>
  at === 0 ? 'for good' : `until ${dayKey(at) === dayKey(now) ? timeOf(at) : `${short.format(at)}, ${timeOf(at)}`}`

export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** A count that has little room. */
export const capped = (count: number): string => (count > 99 ? '99+' : String(count))

export const bytesOf = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

export const listOf = (names: readonly string[], most = 3): string => {
  if (names.length > most) return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} others`
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
