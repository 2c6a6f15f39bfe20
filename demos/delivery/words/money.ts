/** Amounts as people read them: minor units in, the sign of the currency out. */

const formats = new Map<string, { readonly format: Intl.NumberFormat; readonly unit: number }>()

const of = (currency: string) => {
  const known = formats.get(currency)
  if (known !== undefined) return known
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const made = { format, unit: 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2) }
  formats.set(currency, made)
  return made
}

/** `€12.34` of 1234 in EUR, `¥1,234` in JPY. */
export const moneyOf = (amount: number, currency: string): string => {
  const { format, unit } = of(currency)
  return format.format(amount / unit)
}

/** What somebody typed, in minor units; undefined: it is no amount. */
export const amountOf = (text: string, currency: string): number | undefined => {
  const value = Number(text.trim().replace(',', '.'))
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) return undefined
  return Math.round(value * of(currency).unit)
}

/** As it is typed: `12.34`. */
export const plainAmount = (amount: number, currency: string): string => {
  const { unit } = of(currency)
  return (amount / unit).toFixed(Math.round(Math.log10(unit)))
}
