/** Texts of a load that say when and by whom they were sent, padded to their length. */

const PAD = 'the quick brown fox jumps over the lazy dog and back again '.repeat(80)

export interface Stamp {
  readonly sentMs: number
  readonly member: number
  readonly number: number
}

/** ASCII only, so bytes are letters. */
export const stampedText = (length: number, sentMs: number, member: number, number: number): string => {
  const stamp = `${sentMs.toFixed(1)} ${member} ${number} `
  return stamp.length >= length ? stamp : stamp + PAD.slice(0, length - stamp.length)
}

export const readStamp = (text: string): Stamp | undefined => {
  const [sent, member, number] = text.split(' ', 3)
  const stamp = { sentMs: Number(sent), member: Number(member), number: Number(number) }
  return Object.values(stamp).every(Number.isFinite) ? stamp : undefined
}
