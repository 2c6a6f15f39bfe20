/** Money, ways and waits as people say them. */

const formats = new Map<string, Intl.NumberFormat>()

/** Minor units of a currency, as the reader writes them. */
export const moneyOf = (amount: number, currency: string): string => {
  let format = formats.get(currency)
  if (format === undefined) {
    format = new Intl.NumberFormat(undefined, { style: 'currency', currency })
    formats.set(currency, format)
  }
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

/** `80 m`, `1.2 km`, `14 km`. */
export const wayOf = (metres: number): string => {
  if (metres < 995) return `${Math.round(metres / 10) * 10} m`
  return metres < 9_950 ? `${(metres / 1_000).toFixed(1)} km` : `${Math.round(metres / 1_000)} km`
}

/** From now until a range of times: `now`, `4 min`, `4–7 min`. */
export const etaOf = (eta: { readonly from: number; readonly to: number }, now: number): string => {
  const minutes = (at: number): number => Math.max(0, Math.ceil((at - now) / 60_000))
  const [from, to] = [minutes(eta.from), minutes(eta.to)]
  if (to === 0) return 'now'
  return from === to ? `${to} min` : `${from}–${to} min`
}

/** `48 s`, `6.5 min`: a length that was measured in seconds. */
export const secondsOf = (seconds: number): string => {
  const size = Math.abs(seconds)
  return `${seconds < 0 ? '−' : ''}${size < 90 ? `${Math.round(size)} s` : `${(size / 60).toFixed(1)} min`}`
}
