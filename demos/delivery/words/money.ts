/** Amounts as people type them. What is shown is written by moneyOf of the page's words. */

const unitOf = (currency: string): number =>
  10 ** (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)

/** What somebody typed, in minor units; undefined: it is no amount. */
export const amountOf = (text: string, currency: string): number | undefined => {
  const value = Number(text.trim().replace(',', '.'))
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) return undefined
  return Math.round(value * unitOf(currency))
}

/** As it is typed: `12.34`. */
export const plainAmount = (amount: number, currency: string): string => {
  const unit = unitOf(currency)
  return (amount / unit).toFixed(Math.round(Math.log10(unit)))
}
