/** Keeps text from being read as Markdown. */

export const isWord = (char: string | undefined): boolean => char !== undefined && /[^\s\p{P}\p{S}]/u.test(char)
export const isSpace = (char: string | undefined): boolean => char === undefined || /\s/.test(char)

/** A character by its number: it stands for itself, and nothing that it could mean. */
export const numbered = (char: string): string => `&#${char.codePointAt(0)};`

/** Signs of Markdown wherever they stand. A line's beginning needs lineStart() as well. */
export const inText = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>~|]/g, '\\$&')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/[\n\r\u2028\u2029]+/g, ' ')

/** What would begin a heading, a list, a rule or an underlined heading. Escaped text in, escaped text out. */
export const lineStart = (line: string): string =>
  line.replace(/^[#+\-=:]/, '\\$&').replace(/^(\d{1,9})([.)])/, '$1\\$2')

/** An address and a title as they stand in the parentheses of a link. */
export const destination = (address: string, title: unknown): string => {
  // oxlint-disable-next-line no-control-regex -- control characters would end the address
  const bare = address.replace(/[\u0000-\u0020<>\\`"|]/g, encodeURIComponent).replace(/&(?=#?\w+;)/g, '&amp;')
  const whole = /[()]/.test(bare) || bare === '' ? `<${bare}>` : bare
  return typeof title === 'string' && title !== '' ? `${whole} "${inText(title).replaceAll('"', '\\"')}"` : whole
}
